import { answered, api, type Schemas } from '@/api/client';

export type Outcome = Schemas['PlanAnswerOut'];
type Yes = { id: string; hash: string };

/** Approve plans of one kind, each for its own text; one that fails stops none. */
export async function approveSeveral(plans: readonly Yes[]): Promise<readonly Outcome[]> {
  const body = { plans: plans.map(({ id, hash }) => ({ plan_id: id, hash })), apply: true };
  return (await answered(api.POST('/api/v1/approvals', { body }))).rows;
}
