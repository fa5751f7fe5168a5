/** Where the budgets of a month land; '' is the current month. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Pace = Schemas['PaceOut'];

export function pacingQuery(month: string) {
  return queryOptions({
    queryKey: keys.of('pacing', month),
    queryFn: () =>
      answered(api.GET('/api/v1/pacing', { params: { query: { month, limit: 1000 } } })),
    placeholderData: keepPreviousData,
    staleTime: 120_000,
  });
}
