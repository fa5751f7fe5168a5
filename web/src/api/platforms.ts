/** The platforms and their accounts, and when each was last heard. */
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from '@/lib/query-keys';
import { answered, api } from './client';

const keys = queryKeys('platforms');

/** Platforms with their accounts. */
export function platformsQuery() {
  return queryOptions({
    queryKey: keys.of('all'),
    queryFn: async () => (await answered(api.GET('/api/v1/platforms'))).rows,
    staleTime: 300_000,
  });
}

/** How each stream of each account of a platform stands. */
export function statusQuery(platform: string) {
  return queryOptions({
    queryKey: keys.of('status', platform),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/platforms/{platform}/status', {
            params: { path: { platform }, query: { limit: 1000 } },
          }),
        )
      ).rows,
    staleTime: 60_000,
    refetchInterval: 120_000,
  });
}
