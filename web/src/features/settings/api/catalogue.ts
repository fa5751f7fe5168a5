import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Line = Schemas['MetricLine'];
/** What the server says of one metric beyond its line; each part only where it applies. */
export type Explained = Schemas['Explained'] & {
  unit?: string;
  definition?: string;
  builds_on?: string[];
  sums?: string[];
  additive?: boolean;
  conversions?: string;
  version?: string;
};

export function catalogueQuery() {
  return queryOptions({
    queryKey: keys.of('catalogue'),
    queryFn: async () => (await answered(api.GET('/api/v1/metrics'))).rows,
    staleTime: 600_000,
  });
}

export function explainedQuery(name: string) {
  return queryOptions({
    queryKey: keys.of('explained', name),
    queryFn: async () =>
      (await answered(
        api.GET('/api/v1/metrics/{name}', { params: { path: { name } } }),
      )) as Explained,
    staleTime: 600_000,
  });
}
