import { answered, api, once } from '@/api/client';

/** Let an approved plan be written, if its text is still this one. */
export function applyPlan({ id, hash }: { id: string; hash: string }) {
  return answered(
    api.POST('/api/v1/plans/{plan_id}/apply', {
      params: { path: { plan_id: id }, header: once() },
      body: { hash },
    }),
  );
}
