import { answered, api, once, type Schemas } from '@/api/client';

/** Make a plan of a split. Nothing is written to a platform before somebody approves it. */
export function proposeSplit(body: Schemas['Proposal']) {
  return answered(api.POST('/api/v1/proposals', { params: { header: once() }, body }));
}
