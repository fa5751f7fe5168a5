import { answered, api, once } from '@/api/client';

/** Take the figures as they are. */
export function closeBreaker({ id, reason }: { id: string; reason: string }) {
  return answered(
    api.POST('/api/v1/breakers/{stop_id}/close', {
      params: { path: { stop_id: id }, header: once() },
      body: { reason },
    }),
  );
}
