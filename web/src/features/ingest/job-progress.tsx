/** How far a job is: a bar, what it is doing, and when it will be done. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { problemOf } from '@/api/problem';
import { Button } from '@/ui/buttons';
import { Alert, notify, Progress } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { cancelJob } from './api/cancel-job';
import { hasEnded, type Job, jobQuery } from './api/job';
import { remaining } from './remaining';
import { t } from './words';

const PATIENCE_MS = 12_000;

type Props = { id: string; title?: string; onDone?: (job: Job) => void; stoppable?: boolean };

export function JobProgress({ id, title, onDone, stoppable = false }: Props) {
  const { data: job } = useQuery(jobQuery(id));
  const told = useRef('');
  const stop = useMutation({
    mutationFn: cancelJob,
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  useEffect(() => {
    if (!job || !hasEnded(job) || told.current === job.id) return;
    told.current = job.id;
    onDone?.(job);
  }, [job, onDone]);

  if (job?.state === 'failed' || job?.state === 'cancelled') {
    return (
      <Alert color={job.state === 'failed' ? 'orange' : 'gray'} role="status">
        {job.state === 'failed' ? `${t('jobFailed')}: ${job.error ?? ''}` : t('stopped')}
      </Alert>
    );
  }
  const share = job?.total ? (100 * job.done) / job.total : null;
  const waits = job?.state === 'queued';
  return (
    <Stack gap={6} role="status">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={500}>
          {title ?? t('working')}
        </Text>
        {stoppable && job && !hasEnded(job) ? (
          <Button variant="subtle" color="gray" onClick={() => stop.mutate(job.id)}>
            {t('stop')}
          </Button>
        ) : null}
      </Group>
      <Progress
        value={job?.state === 'done' ? 100 : (share ?? 100)}
        animated={share === null || waits}
        striped={share === null || waits}
        aria-label={title ?? t('working')}
      />
      <Text size="xs" c="dimmed" truncate>
        {[waits ? t('waiting') : job?.what, remaining(job?.ends_about ?? null, Date.now())]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {waits && Date.now() - Date.parse(job.run_at) > PATIENCE_MS ? (
        <Text size="xs" c="dimmed">
          {t('waitingLong')}
        </Text>
      ) : null}
    </Stack>
  );
}
