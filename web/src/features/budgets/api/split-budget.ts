/** The split that brings most within limits of one's own. Asking changes nothing. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Split = Schemas['PlannedSplitOut'];
export type Planned = Schemas['PlannedPurseOut'];

export function splitQuery(asked: Schemas['PlannerIn']) {
  return queryOptions({
    queryKey: keys.of('split', asked),
    queryFn: () => answered(api.POST('/api/v1/planner/split', { body: asked })),
    placeholderData: keepPreviousData,
    staleTime: 600_000,
  });
}
