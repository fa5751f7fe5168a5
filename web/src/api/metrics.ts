/** The catalogue of metrics and dimensions. */
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/query-keys';
import { answered, api, type Schemas } from './client';

export type MetricLine = Schemas['MetricLine'];
const keys = queryKeys('metrics');

export function catalogueQuery() {
  return queryOptions({
    queryKey: keys.of('all'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/metrics', { params: { query: { kind: '' } } }))).rows,
    staleTime: 3_600_000,
  });
}
