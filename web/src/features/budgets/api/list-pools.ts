/** Budgets between which money can be moved, and how each answers to it. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Pool = Schemas['PoolOut'];
export type Purse = Schemas['PurseOut'];
export type Point = Schemas['CurvePointOut'];

export function poolsQuery() {
  return queryOptions({
    queryKey: keys.of('pools'),
    queryFn: () => answered(api.GET('/api/v1/planner')),
    staleTime: 600_000,
  });
}
