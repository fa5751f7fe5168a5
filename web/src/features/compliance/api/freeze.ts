import { answered, api, once } from '@/api/client';

/** Stop all raises, creates and enables of an account, or ('') of the workspace, at once. */
export function freeze(body: { account: string; reason: string }) {
  return answered(api.POST('/api/v1/freezes', { params: { header: once() }, body }));
}
