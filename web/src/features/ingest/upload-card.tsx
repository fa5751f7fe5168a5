/** One file on its way: bar and estimate, its questions, what became of it. */
import { useEffect } from 'react';
import { Failed } from '@/components/states/states';
import { count, UNKNOWN } from '@/lib/numbers';
import { Progress } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import type { Imported } from './api/list-imports';
import type { Answers } from './api/send-file';
import classes from './ingest.module.css';
import { JobProgress } from './job-progress';
import { Outcome } from './outcome';
import { Questions } from './questions';
import { secondsSaid } from './remaining';
import { secondsLeft } from './upload';
import { useUpload } from './use-upload';
import { t } from './words';

type Props = {
  file: File;
  before: Answers;
  onAnswer: (answers: Answers) => void;
  onEnded: (found: Imported[]) => void;
};

export function UploadCard({ file, before, onAnswer, onEnded }: Props) {
  const { upload, send, job } = useUpload(file);
  const found = upload.step === 'ended' ? upload.found : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when it has ended
  useEffect(() => {
    if (found) onEnded(found);
  }, [found]);

  function answer(answers: Answers) {
    const all = { ...before, ...answers };
    onAnswer(answers);
    send(all);
  }

  return (
    <div className={classes.card}>
      {upload.step === 'sending' ? (
        <Sending file={file} sent={upload.sent} since={upload.since} />
      ) : null}
      {upload.step === 'reading' ? (
        <JobProgress id={upload.job} title={t('reading', { file: file.name })} stoppable />
      ) : null}
      {upload.step === 'asked' ? (
        <Questions
          file={file.name}
          questions={upload.questions}
          before={before}
          onAnswer={answer}
        />
      ) : null}
      {upload.step === 'failed' ? <Failed error={upload.error} onRetry={() => send({})} /> : null}
      {found ? (
        <Stack gap="md">
          {found.map((one) => (
            <Outcome key={one.id} found={one} />
          ))}
          {found.length === 0 ? (
            <Text size="sm">{job?.error ? `${t('jobFailed')}: ${job.error}` : t('stopped')}</Text>
          ) : null}
        </Stack>
      ) : null}
    </div>
  );
}

function Sending({ file, sent, since }: { file: File; sent: number; since: number }) {
  const left = secondsSaid(secondsLeft(sent, file.size, since, Date.now()));
  const told = t('sent', { done: size(sent), total: size(file.size) });
  return (
    <Stack gap={6} role="status">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          {t('sending', { file: file.name })}
        </Text>
        <Text size="xs" c="dimmed">
          {[told, left].filter(Boolean).join(' · ')}
        </Text>
      </Group>
      <Progress
        value={file.size ? (100 * sent) / file.size : 100}
        aria-label={t('sending', { file: file.name })}
      />
    </Stack>
  );
}

function size(bytes: number): string {
  if (!Number.isFinite(bytes)) return UNKNOWN;
  const steps = ['B', 'kB', 'MB', 'GB'];
  let at = 0;
  let rest = bytes;
  while (rest >= 1000 && at < steps.length - 1) {
    rest /= 1000;
    at += 1;
  }
  return `${count(rest)} ${steps[at]}`;
}
