import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Imported = Schemas['ImportOut'];

/** What became of the files of a job, or of the latest ones. */
export function importsQuery(job = '') {
  return queryOptions({
    queryKey: keys.of('imports', job),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/imports', { params: { query: { job, limit: job ? 1000 : 50 } } }),
        )
      ).rows,
  });
}
