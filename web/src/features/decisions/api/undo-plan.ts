import { answered, api, once } from '@/api/client';

/** Make a plan that sets back what a plan has changed. */
export function undoPlan({ id, reason }: { id: string; reason: string }) {
  return answered(
    api.POST('/api/v1/plans/{plan_id}/undo', {
      params: { path: { plan_id: id }, header: once() },
      body: { reason },
    }),
  );
}
