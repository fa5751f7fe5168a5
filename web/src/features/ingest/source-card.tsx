/** One source: how its streams stand, and what can be done with it. */
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { ago } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Modal } from '@/ui/overlays';
import { Text, Title } from '@/ui/text';
import { checkSource } from './api/check-source';
import { keys } from './api/keys';
import type { Source } from './api/list-sources';
import { removeSource } from './api/remove-source';
import { standingsQuery } from './api/source-status';
import { syncSource } from './api/sync-source';
import classes from './ingest.module.css';
import { JobProgress } from './job-progress';
import { Streams } from './streams';
import { t } from './words';

export function SourceCard({ source }: { source: Source }) {
  const { data: streams } = useQuery(standingsQuery(source.name));
  const [shown, setShown] = useState(false);
  const bad = streams?.filter((one) => one.error || one.held).length ?? 0;
  const newest = streams
    ?.map((one) => one.last_success)
    .filter((one) => one !== null)
    .sort()
    .at(-1);
  const state = !streams?.length ? 'none' : bad ? 'failed' : 'ok';
  const told = !streams?.length
    ? t('noStreams')
    : bad
      ? t('streamsBad', { count: bad })
      : t('streamsOk', { count: streams.length });

  return (
    <article className={classes.source}>
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={3}>
            <span className={classes.dot} data-state={state} aria-hidden />
            {source.name}
          </Title>
          <Text size="sm" c="dimmed">
            {[
              platformName(source.connector),
              told,
              source.every ? t('every', { every: source.every }) : t('byHand'),
              newest ? ago(newest, Date.now()) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
        <Actions source={source} />
      </Group>
      {source.error ? (
        <Alert color="orange" mt="xs">
          {source.error.message} {source.error.hint}
        </Alert>
      ) : null}
      {streams?.length ? (
        <Button
          variant="subtle"
          color="gray"
          px={0}
          mt={4}
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? t('hideStreams') : t('showStreams')}
        </Button>
      ) : null}
      {shown && streams ? <Streams rows={streams} label={source.name} /> : null}
    </article>
  );
}

function Actions({ source }: { source: Source }) {
  const client = useQueryClient();
  const mayWrite = useMay('write');
  const mayAdminister = useMay('admin');
  const [job, setJob] = useState('');
  const [leaving, setLeaving] = useState(false);
  const fail = (error: unknown) => notify(problemOf(error).message, 'failed');
  const sync = useMutation({
    mutationFn: () => syncSource(source.name),
    onSuccess: (asked) => setJob(asked.job_id),
    onError: fail,
  });
  const check = useMutation({
    mutationFn: () => checkSource(source.name),
    onSuccess: (rows) => {
      const trouble = rows.find((one) => !one.ok)?.error;
      if (trouble) notify(`${trouble.message} ${trouble.hint}`, 'failed');
      else notify(t('accessOk', { count: rows.length }));
    },
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: () => removeSource(source.name),
    onSuccess: () => {
      setLeaving(false);
      notify(t('removed'));
      void client.invalidateQueries({ queryKey: keys.all() });
    },
    onError: fail,
  });
  if (!mayWrite) return null;
  return (
    <Stack gap={6} align="flex-end">
      <Group gap={6}>
        {mayAdminister ? (
          <>
            <Button variant="subtle" color="gray" onClick={() => setLeaving(true)}>
              {t('remove')}
            </Button>
            <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
              {t('checkNow')}
            </Button>
          </>
        ) : null}
        <Button
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden />}
          loading={sync.isPending}
          onClick={() => sync.mutate()}
        >
          {t('syncNow')}
        </Button>
      </Group>
      {job ? (
        <div style={{ width: 300 }}>
          <JobProgress
            id={job}
            title={source.name}
            stoppable
            onDone={() => {
              setJob('');
              void client.invalidateQueries({ queryKey: keys.of('standings', source.name) });
            }}
          />
        </div>
      ) : null}
      <Modal
        opened={leaving}
        onClose={() => setLeaving(false)}
        title={t('removeTitle', { name: source.name })}
      >
        <Stack>
          <Text size="sm">{t('removeBody')}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setLeaving(false)}>
              {t('cancel')}
            </Button>
            <Button loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('remove')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
