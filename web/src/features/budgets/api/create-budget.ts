import { answered, api, once, type Schemas } from '@/api/client';

/** Propose a month's budget; it holds once somebody else approves it. */
export function createBudget(body: Schemas['BudgetIn']) {
  return answered(api.POST('/api/v1/budgets', { params: { header: once() }, body }));
}
