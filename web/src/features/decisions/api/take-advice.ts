import { answered, api, once } from '@/api/client';

/** Make a plan of a recommendation as it is. Nothing is written to a platform by it. */
export function takeAdvice(id: string) {
  return answered(
    api.POST('/api/v1/proposals/advice', {
      params: { header: once() },
      body: { recommendation_id: id },
    }),
  );
}
