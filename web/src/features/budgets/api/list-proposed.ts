/** Budgets that wait for somebody's yes. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Budget = Schemas['BudgetOut'];

export function proposedQuery() {
  return queryOptions({
    queryKey: keys.of('proposed'),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/budgets', { params: { query: { state: 'proposed', limit: 500 } } }),
        )
      ).rows,
    staleTime: 30_000,
  });
}
