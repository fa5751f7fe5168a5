/** One budget, day by day. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type PaceDay = Schemas['adhelm__understand__pacing__routes__DayOut'];

export function paceQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('pace', id),
    queryFn: () =>
      answered(api.GET('/api/v1/pacing/{budget_id}', { params: { path: { budget_id: id } } })),
    staleTime: 120_000,
  });
}
