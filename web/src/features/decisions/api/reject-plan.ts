import { answered, api, once } from '@/api/client';

/** Reject a plan, or withdraw one's own: it never applies. */
export function rejectPlan({ id, reason }: { id: string; reason: string }) {
  return answered(
    api.POST('/api/v1/plans/{plan_id}/reject', {
      params: { path: { plan_id: id }, header: once() },
      body: { reason },
    }),
  );
}
