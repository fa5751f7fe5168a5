import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas, versioned } from '@/api/client';
import { keys } from './keys';

export type Seen = Schemas['adhelm__observe__ingest__routes__sources__AccountOut'];

/** The accounts that a source has seen, with the tag of that list. */
export function seenQuery(name: string) {
  return queryOptions({
    queryKey: keys.of('seen', name),
    queryFn: () =>
      versioned(api.GET('/api/v1/sources/{name}/accounts', { params: { path: { name } } })),
  });
}
