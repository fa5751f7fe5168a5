import { answered, api, once, type Schemas } from '@/api/client';

type Other = { id: string } & Schemas['PlanReplacement'];

/** Propose a plan anew with other values; the old one never applies. */
export function replacePlan({ id, ...body }: Other) {
  return answered(
    api.POST('/api/v1/plans/{plan_id}/replace', {
      params: { path: { plan_id: id }, header: once() },
      body,
    }),
  );
}
