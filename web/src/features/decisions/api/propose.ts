import { answered, api, once, type Schemas } from '@/api/client';

/** Make a plan of changes. Nothing is written to a platform by it. */
export function propose(body: Schemas['Proposal']) {
  return answered(api.POST('/api/v1/proposals', { params: { header: once() }, body }));
}
