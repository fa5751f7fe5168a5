/** One plan: its diff, its limits, and what becomes of each change. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Plan = Schemas['PlanOut'];
export type Item = Schemas['ItemOut'];
export type Verdict = Schemas['VerdictOut'];
const LOOK_AGAIN_MS = 1_500;

export function planQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('plan', id),
    queryFn: () =>
      answered(api.GET('/api/v1/plans/{plan_id}', { params: { path: { plan_id: id } } })),
    staleTime: 10_000,
    refetchInterval: ({ state }) => (state.data?.state === 'applying' ? LOOK_AGAIN_MS : false),
  });
}
