import { answered, api, once } from '@/api/client';

/** Put advice off: a span, a time to come, `worsens`, or `now` to hear of it again. */
export function snoozeRecommendation({ id, until }: { id: string; until: string }) {
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  return answered(
    api.POST('/api/v1/recommendations/{recommendation_id}/snooze', {
      params: { path: { recommendation_id: id }, header: once() },
      body: { until, zone },
    }),
  );
}
