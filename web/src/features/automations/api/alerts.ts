/** The alerts of the workspace, what people do with them, and where they go. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas, versioned } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';

export const keys = queryKeys('alerts');
export type Alert = Schemas['adhelm__act__alerts__routes__bodies__AlertOut'];
export type Channel = Schemas['ChannelOut'];
type State = Schemas['adhelm__act__alerts__types__alerts__State'];

export function alertsQuery(state: State[] | null) {
  return queryOptions({
    queryKey: keys.of('list', state),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/alerts', {
            params: { query: { state, limit: 200 } as never },
          }),
        )
      ).rows,
    refetchInterval: 60_000,
  });
}

function on({ id, version }: Alert) {
  return {
    params: { path: { alert_id: id }, header: { 'if-match': `"v${version}"` } },
    headers: once(),
  };
}

export function acknowledge(alert: Alert) {
  return answered(api.POST('/api/v1/alerts/{alert_id}/acknowledge', on(alert)));
}

/** `until`: 1h, 7d, tomorrow, worsens, or an instant. */
export function snooze(alert: Alert, until: string) {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return answered(
    api.POST('/api/v1/alerts/{alert_id}/snooze', { ...on(alert), body: { until, zone } }),
  );
}

export function resolve(alert: Alert) {
  return answered(
    api.POST('/api/v1/alerts/{alert_id}/resolve', { ...on(alert), body: { why: '' } }),
  );
}

/** Say what an alert was worth: detectors are judged by it. */
export function mark(alert: Alert, opinion: Schemas['MarkIn']['opinion']) {
  return answered(
    api.POST('/api/v1/alerts/marks', {
      headers: once(),
      body: { opinion, alert_id: alert.id, what: '', day: null },
    }),
  );
}

export function policyQuery() {
  return queryOptions({
    queryKey: keys.of('policy'),
    queryFn: () => versioned(api.GET('/api/v1/alerts/policy')),
  });
}

/** Keep another tree and other mutes, if nobody else has changed them meanwhile. */
export function setPolicy(body: Schemas['PolicyIn'], etag: string) {
  return answered(
    api.PUT('/api/v1/alerts/policy', {
      params: { header: { 'if-match': etag } },
      headers: once(),
      body,
    }),
  );
}

/** Keep quiet what a detector says until an instant. */
export async function mute(detector: string, until: string) {
  const { data, etag } = await versioned(api.GET('/api/v1/alerts/policy'));
  const added = { name: detector, match: { detector: [detector] }, until };
  return setPolicy({ route: data.route, mutes: [...data.mutes, added] }, etag);
}

export function channelsQuery() {
  return queryOptions({
    queryKey: keys.of('channels'),
    queryFn: async () => (await answered(api.GET('/api/v1/alerts/channels'))).rows,
  });
}

export function addChannel(
  body: Pick<Schemas['ChannelIn'], 'name' | 'kind' | 'settings' | 'secrets'>,
) {
  return answered(
    api.POST('/api/v1/alerts/channels', {
      headers: once(),
      body: { ...body, per_window: 20, window_s: 3600, paused: false },
    }),
  );
}

export function testChannel(id: string) {
  return answered(
    api.POST('/api/v1/alerts/channels/{channel_id}/test', {
      params: { path: { channel_id: id } },
      headers: once(),
    }),
  );
}
