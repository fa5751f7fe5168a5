import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Standing = Schemas['adhelm__observe__ingest__routes__shared__StandingOut'];

/** How each stream of each account stands that comes through a source. */
export function standingsQuery(name: string) {
  return queryOptions({
    queryKey: keys.of('standings', name),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/sources/{name}/status', {
            params: { path: { name }, query: { limit: 1000 } },
          }),
        )
      ).rows,
  });
}
