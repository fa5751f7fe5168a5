import { answered, api } from '@/api/client';

type Yes = { id: string; hash: string; apply: boolean };

/** Approve exactly this text, after its accounts were read anew; again is as once. */
export function approvePlan({ id, hash, apply }: Yes) {
  return answered(
    api.POST('/api/v1/plans/{plan_id}/approve', {
      params: { path: { plan_id: id } },
      body: { hash, apply },
    }),
  );
}
