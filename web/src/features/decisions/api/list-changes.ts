/** What was changed on all accounts, by whomever, page by page. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Turn = Schemas['TurnOut'];
export type By = Turn['by'] | '';
const PAGE = 60;

export function changesQuery(by: By, accounts: readonly string[]) {
  return infiniteQueryOptions({
    queryKey: keys.of('changes', { by, accounts }),
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/changes', {
          params: { query: { by, account: [...accounts], limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    staleTime: 15_000,
  });
}
