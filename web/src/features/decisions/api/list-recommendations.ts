/** What is recommended and still open, by anybody. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Recommendation = Schemas['RecommendationOut'];
export type Effect = Schemas['EffectOut'];

export function recommendationsQuery(snoozed = false) {
  return queryOptions({
    queryKey: keys.of('recommendations', { snoozed }),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/recommendations', {
            params: { query: { state: 'open', snoozed, limit: 500 } },
          }),
        )
      ).rows,
    staleTime: 60_000,
  });
}
