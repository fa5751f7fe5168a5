/** Which plans are of one kind: only those are approved at once. */
import type { PlanBrief } from '../api/list-plans';

type Kind = Pick<PlanBrief, 'accounts' | 'fields' | 'directions'>;

/** Return what tells kinds apart: accounts, fields, and where money moves. */
export function kindOf(plan: Kind): string {
  return [plan.accounts, plan.fields, plan.directions].map((each) => each.join(' ')).join('|');
}

/** Say whether somebody may approve a plan together with others. */
export function isSelectable(
  plan: Pick<PlanBrief, 'state' | 'proposer'>,
  me: string | null | undefined,
): boolean {
  const isOwn = plan.proposer.id === me || plan.proposer.behind === me;
  return plan.state === 'waiting' && !isOwn;
}

/** Return the plans that are of the kind of the first that is chosen; none without one. */
export function alike<T extends Kind & { id: string }>(
  plans: readonly T[],
  chosen: readonly string[],
): T[] {
  const first = plans.find((one) => chosen.includes(one.id));
  return first ? plans.filter((one) => kindOf(one) === kindOf(first)) : [];
}
