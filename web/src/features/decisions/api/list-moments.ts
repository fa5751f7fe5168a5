/** What was changed of one thing, by whomever, the newest first. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';
import type { Settable } from './list-settable';

export type Moment = Schemas['MomentOut'];
const MOST = 20;

export function momentsQuery({ connector, account_id, level, entity_id }: Settable) {
  const query = { connector, account_id, level, entity_id, limit: MOST };
  return queryOptions({
    queryKey: keys.of('moments', query),
    queryFn: async () => (await answered(api.GET('/api/v1/history', { params: { query } }))).rows,
    staleTime: 10_000,
  });
}
