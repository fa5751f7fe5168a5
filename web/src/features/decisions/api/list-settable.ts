/** What can be set of a thing, with the values that it has by all that is known. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Settable = Schemas['SettableOut'];
export type Meant = { level: string; entity_id: string; account?: string };

export function settableQuery(meant: Meant) {
  return queryOptions({
    queryKey: keys.of('settable', meant),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/settable', {
            params: { query: { ...meant, level: meant.level as Settable['level'] } },
          }),
        )
      ).rows,
    enabled: meant.level !== '' && meant.entity_id !== '',
    staleTime: 10_000,
  });
}
