import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';
import type { View } from '@/lib/view';

const keys = queryKeys('incidents');

/** What is odd in these days, most money at stake first. */
export function incidentsQuery(view: View) {
  const { range, platforms } = view;
  const query = { range, limit: 50, ...(platforms.length === 1 ? { platform: platforms[0] } : {}) };
  return queryOptions({
    queryKey: keys.of('list', query),
    queryFn: () => answered(api.GET('/api/v1/anomalies', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
}
