/** What is wrong now, as the searches after each arrival of figures have found it. */
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/query-keys';
import { answered, api, type Schemas } from './client';

export type Alert = Schemas['adhelm__act__alerts__routes__bodies__AlertOut'];
const keys = queryKeys('alerts');
const MOST = 200;

export function alertsQuery() {
  return queryOptions({
    queryKey: keys.of('holding'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/alerts', { params: { query: { limit: MOST } } }))).rows,
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
}
