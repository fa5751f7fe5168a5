import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import { keys } from './keys';

/** The first rows of a file that were not loaded. */
export function quarantineQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('quarantine', id),
    queryFn: () =>
      answered(
        api.GET('/api/v1/imports/{import_id}/quarantine', {
          params: { path: { import_id: id }, query: { limit: 50 } },
        }),
      ),
  });
}
