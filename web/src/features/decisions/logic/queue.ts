/** What waits, by account and risk, and where the keyboard stands in it. */
import type { Item, Verdict } from '../api/get-plan';
import type { PlanBrief } from '../api/list-plans';

export type Risk = 'raise' | 'cut' | 'neutral';
export type Group = { account: string; risk: Risk; plans: PlanBrief[] };

const ORDER: readonly Risk[] = ['raise', 'cut', 'neutral'];
export const SEVERAL = '';

/** Return the riskiest of what a plan does: a raise outweighs what it cuts elsewhere. */
export function riskOf(plan: Pick<PlanBrief, 'directions'>): Risk {
  return ORDER.find((one) => plan.directions.includes(one)) ?? 'neutral';
}

/** Group plans by account, then by risk; the one that expires first stands on top of each. */
export function grouped(plans: readonly PlanBrief[]): Group[] {
  const found = new Map<string, Group>();
  for (const plan of plans) {
    const account = plan.accounts.length === 1 ? (plan.accounts[0] ?? SEVERAL) : SEVERAL;
    const risk = riskOf(plan);
    const key = `${account} ${risk}`;
    const group = found.get(key) ?? { account, risk, plans: [] };
    group.plans.push(plan);
    found.set(key, group);
  }
  for (const group of found.values()) {
    group.plans.sort(
      (a, b) => a.expires_at.localeCompare(b.expires_at) || a.id.localeCompare(b.id),
    );
  }
  return [...found.values()].sort(
    (a, b) => a.account.localeCompare(b.account) || ORDER.indexOf(a.risk) - ORDER.indexOf(b.risk),
  );
}

/** Return the plan that a step leads to; the first or last one if none is chosen. */
export function stepped(groups: readonly Group[], chosen: string, by: 1 | -1): string | undefined {
  const ids = groups.flatMap((group) => group.plans.map((plan) => plan.id));
  const at = ids.indexOf(chosen);
  if (at < 0) return by > 0 ? ids[0] : ids.at(-1);
  return ids[Math.min(Math.max(at + by, 0), ids.length - 1)];
}

/** Return the plan to show after one has left the queue: the next one, else the one before. */
export function afterLeaving(groups: readonly Group[], left: string): string | undefined {
  const next = stepped(groups, left, 1);
  return next === left ? stepped(groups, left, -1) : next;
}

/** Return how many approvals still count, and whether the next one is the last that is needed. */
export function approvals(plan: Pick<PlanBrief, 'approvals' | 'needed'>, now: number) {
  const hands = new Set(
    plan.approvals
      .filter((one) => new Date(one.expires_at).getTime() > now)
      .map((one) => one.who.behind || one.who.id),
  );
  return { given: hands.size, isLast: hands.size + 1 >= plan.needed };
}

/** Return each limit once: the one that says no, if any does, else the first. */
export function verdictsOf(items: readonly Pick<Item, 'verdicts'>[]): Verdict[] {
  const found = new Map<string, Verdict>();
  for (const verdict of items.flatMap((one) => one.verdicts)) {
    const known = found.get(verdict.limit);
    if (!known || (known.allowed && !verdict.allowed)) found.set(verdict.limit, verdict);
  }
  return [...found.values()];
}
