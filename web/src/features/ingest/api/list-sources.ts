import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Source = Schemas['SourceOut'];

export function sourcesQuery() {
  return queryOptions({
    queryKey: keys.of('sources'),
    queryFn: async () => (await answered(api.GET('/api/v1/sources'))).rows,
  });
}
