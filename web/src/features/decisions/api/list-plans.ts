/** Plans that wait for people: for an approval, or to be applied. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type PlanBrief = Schemas['PlanBriefOut'];
const OPEN = ['waiting', 'approved'] as const;

export function queueQuery() {
  return queryOptions({
    queryKey: keys.of('queue'),
    queryFn: async () => {
      const lists = await Promise.all(
        OPEN.map((state) =>
          answered(api.GET('/api/v1/plans', { params: { query: { state, limit: 500 } } })),
        ),
      );
      return lists.flatMap((one) => one.rows);
    },
    staleTime: 15_000,
    refetchInterval: 60_000,
  });
}
