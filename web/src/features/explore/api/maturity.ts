import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';
import type { View } from '@/lib/view';

const keys = queryKeys('maturity');

/** What the recent days of an account, or of all, will come to. */
export function maturityQuery(view: View, metric: string) {
  const [platform] = view.platforms;
  const [account] = view.accounts;
  const query = {
    range: view.range,
    metric,
    limit: 1000,
    ...(platform ? { platform } : {}),
    ...(account ? { account } : {}),
  };
  return queryOptions({
    queryKey: keys.of('days', query),
    queryFn: () => answered(api.GET('/api/v1/maturity', { params: { query: query as never } })),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  });
}
