/** What is frozen now. Looked at again and again: a stop of somebody else concerns everybody. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Stop = Schemas['StopOut'];
const LOOK_AGAIN_MS = 30_000;

export function freezesQuery() {
  return queryOptions({
    queryKey: keys.of('freezes'),
    queryFn: async () => (await answered(api.GET('/api/v1/freezes'))).rows,
    refetchInterval: LOOK_AGAIN_MS,
  });
}
