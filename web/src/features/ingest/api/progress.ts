/** How far a workspace has come on its way to the first alert. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { keys } from './keys';

const one = { params: { query: { limit: 1 } } } as const;

/** The newest version of the data; none before the first import. */
export function newestDataQuery() {
  return queryOptions({
    queryKey: keys.of('newest'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/data-versions', one))).rows[0]?.known_at ?? null,
  });
}

export function hasTargetsQuery() {
  return queryOptions({
    queryKey: keys.of('has targets'),
    queryFn: async () => (await answered(api.GET('/api/v1/targets', one))).rows.length > 0,
  });
}

export function hasBudgetsQuery() {
  return queryOptions({
    queryKey: keys.of('has budgets'),
    queryFn: async () => (await answered(api.GET('/api/v1/budgets', one))).rows.length > 0,
  });
}

export function peopleCountQuery() {
  return queryOptions({
    queryKey: keys.of('people'),
    queryFn: async () => (await answered(api.GET('/api/v1/people'))).rows.length,
  });
}

/** Whether a rule has fired or an incident was found: what alerts tell of. */
export function hasAlertsQuery() {
  return queryOptions({
    queryKey: keys.of('has alerts'),
    queryFn: async () => (await answered(api.GET('/api/v1/rules/firings', one))).rows.length > 0,
  });
}
