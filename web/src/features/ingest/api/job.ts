import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Job = Schemas['JobShown'];
const ENDED = new Set(['done', 'failed', 'cancelled']);
const OFTEN_MS = 700;

export function hasEnded(job: Pick<Job, 'state'> | undefined): boolean {
  return job !== undefined && ENDED.has(job.state);
}

/** How far a job is; asked again until it has ended. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: keys.of('job', id),
    queryFn: () => answered(api.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: id } } })),
    refetchInterval: (query) => (hasEnded(query.state.data) ? false : OFTEN_MS),
    staleTime: 0,
    enabled: id !== '',
  });
}
