import { answered, api, once } from '@/api/client';

/** Say that nobody wants it: for 30 days it is not given again. */
export function dismissRecommendation({ id, reason }: { id: string; reason: string }) {
  return answered(
    api.POST('/api/v1/recommendations/{recommendation_id}/dismiss', {
      params: { path: { recommendation_id: id }, header: once() },
      body: { reason },
    }),
  );
}
