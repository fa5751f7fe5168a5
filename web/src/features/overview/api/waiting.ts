import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';

const keys = queryKeys('plans');

/** Plans that wait for an approval. */
export function waitingQuery() {
  const query = { state: 'waiting', limit: 100 } as const;
  return queryOptions({
    queryKey: keys.of('waiting'),
    queryFn: () => answered(api.GET('/api/v1/plans', { params: { query } })),
    staleTime: 30_000,
  });
}
