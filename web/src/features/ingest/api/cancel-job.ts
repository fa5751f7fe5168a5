import { answered, api, once } from '@/api/client';

export function cancelJob(id: string) {
  return answered(
    api.POST('/api/v1/jobs/{job_id}/cancel', {
      params: { path: { job_id: id } },
      headers: once(),
    }),
  );
}
