/** Breakers that figures opened, and nobody has closed. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { keys } from './keys';

const LOOK_AGAIN_MS = 60_000;

export function breakersQuery() {
  return queryOptions({
    queryKey: keys.of('breakers'),
    queryFn: async () => (await answered(api.GET('/api/v1/breakers'))).rows,
    refetchInterval: LOOK_AGAIN_MS,
  });
}
