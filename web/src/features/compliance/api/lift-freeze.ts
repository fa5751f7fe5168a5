import { answered, api, once } from '@/api/client';

/** Let raises go on. */
export function liftFreeze({ id, reason }: { id: string; reason: string }) {
  return answered(
    api.POST('/api/v1/freezes/{stop_id}/lift', {
      params: { path: { stop_id: id }, header: once() },
      body: { reason },
    }),
  );
}
