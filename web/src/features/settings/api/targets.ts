/** What a metric shall come to, for whom, on which days. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Target = Schemas['TargetOut'];

export function targetsQuery() {
  return queryOptions({
    queryKey: keys.of('targets'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/targets', { params: { query: { limit: 1000 } } }))).rows,
  });
}

export function setTarget(body: Schemas['TargetIn']) {
  return answered(api.POST('/api/v1/targets', { headers: once(), body }));
}

export function removeTarget({ id, version }: Target) {
  return answered(
    api.DELETE('/api/v1/targets/{target_id}', {
      params: { path: { target_id: id }, header: { 'if-match': `"v${version}"` } },
    }),
  );
}
