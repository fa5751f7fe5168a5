/** The workspace's own metrics: kept, checked while they are written, tried, and who uses them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas, versioned } from '@/api/client';
import { keys } from './keys';

export type Own = Schemas['OwnMetricsOut'];
export type Checked = Schemas['CheckedOut'];
export type Tried = Schemas['TriedOut'];

export function ownMetricsQuery() {
  return queryOptions({
    queryKey: keys.of('own-metrics'),
    queryFn: () => versioned(api.GET('/api/v1/metric-definitions')),
  });
}

export function checkedQuery(text: string) {
  return queryOptions({
    queryKey: keys.of('checked-metrics', text),
    queryFn: () => answered(api.POST('/api/v1/metric-definitions/check', { body: { text } })),
    staleTime: 600_000,
    placeholderData: keepPreviousData,
  });
}

export function triedQuery(text: string, currency: string) {
  return queryOptions({
    queryKey: keys.of('tried-metrics', { text, currency }),
    queryFn: async () =>
      (
        await answered(
          api.POST('/api/v1/metric-definitions/preview', {
            body: { text, currency: currency || null },
          }),
        )
      ).rows,
    staleTime: 300_000,
  });
}

export function keepMetrics(text: string, etag: string) {
  return answered(
    api.PUT('/api/v1/metric-definitions', {
      params: { header: { 'If-Match': etag } },
      body: { text },
    } as never),
  );
}

export type User = { kind: 'rule' | 'view' | 'schedule'; name: string; text: string };

/** All that may name a metric: rules, views of reports, and reports that are sent. */
export function usersQuery() {
  return queryOptions({
    queryKey: keys.of('metric-users'),
    queryFn: async (): Promise<User[]> => {
      const [rules, views, schedules] = await Promise.all([
        answered(api.GET('/api/v1/rules', { params: { query: { limit: 500 } } as never })),
        answered(api.GET('/api/v1/reports/views')),
        answered(api.GET('/api/v1/reports/schedules')),
      ]);
      const named = (kind: User['kind'], rows: readonly { name: string }[]) =>
        rows.map((one) => ({ kind, name: one.name, text: JSON.stringify(one) }));
      return [
        ...named('rule', rules.rows),
        ...named('view', views.rows),
        ...named('schedule', schedules.rows),
      ];
    },
  });
}
