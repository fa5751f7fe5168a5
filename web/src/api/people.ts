/** Who is in the workspace, to call people by their names. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { queryKeys } from '@/lib/query-keys';
import { answered, api } from './client';

const keys = queryKeys('people');

export function peopleQuery() {
  return queryOptions({
    queryKey: keys.of('names'),
    queryFn: async () => (await answered(api.GET('/api/v1/people'))).rows,
    staleTime: 300_000,
  });
}

/** Return a function from an id as the API tells it (`person:per_1`, `per_1`) to a name. */
export function useNames(): (id: string) => string {
  const { data } = useQuery(peopleQuery());
  const names = new Map((data ?? []).map((one) => [one.id, one.username || one.email]));
  return (id) => {
    const bare = id.replace(/^(person|key)[: ]/, '');
    return names.get(bare) ?? bare;
  };
}
