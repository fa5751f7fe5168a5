/** The workspace's own metrics: checked while typing, tried over 28 days, kept in versions. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { catalogueQuery } from '@/api/metrics';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { ago } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { useDebouncedValue } from '@/ui/hooks';
import { Textarea } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { keys } from './api/keys';
import {
  type Checked,
  checkedQuery,
  keepMetrics,
  type Own,
  ownMetricsQuery,
  usersQuery,
} from './api/own-metrics';
import { OwnMetricsTable } from './own-metrics-table';
import classes from './settings.module.css';
import { usersOf } from './usage';
import { t } from './words';

const PAUSE_MS = 400;
const EXAMPLE = `ratios:
  clicks_per_unit: {of: clicks, per: spend, what: clicks for a unit of money}
derived:
  left_over: {is: conversion_value - spend, unit: money, what: value less media cost}
`;

export function OwnMetrics() {
  const query = useQuery(ownMetricsQuery());
  return (
    <Section title={t('ownMetrics')} lead={t('ownMetricsLead')}>
      <Answered query={query}>
        {({ data, etag }) => <Editor key={data.version} own={data} etag={etag} />}
      </Answered>
    </Section>
  );
}

function Editor({ own, etag }: { own: Own; etag: string }) {
  const client = useQueryClient();
  const mayWrite = useMay('write');
  const [text, setText] = useState(own.text);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const check = useQuery(checkedQuery(settled));
  const isChecked = settled === text && check.isSuccess && !check.isPlaceholderData;
  const kept = useMutation({
    mutationFn: () => keepMetrics(text, etag),
    onSuccess: () => {
      notify(t('metricsKept'));
      void client.invalidateQueries({ queryKey: keys.all() });
      // Whoever chooses a metric elsewhere is offered them at once.
      void client.invalidateQueries({ queryKey: catalogueQuery().queryKey });
    },
  });
  const isGood = isChecked && !check.data.problems.length;
  return (
    <Stack gap="sm" px="md" pb="md">
      <Textarea
        className={classes.yaml}
        label={t('ownMetricsText')}
        description={t('ownMetricsHint')}
        value={text}
        readOnly={!mayWrite}
        autosize
        minRows={5}
        maxRows={24}
        maxLength={20_000}
        spellCheck={false}
        error={Boolean(check.data?.problems.length)}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {check.data ? <Verdict told={check.data} /> : null}
      {isGood && text.trim() ? <OwnMetricsTable text={text} metrics={check.data.metrics} /> : null}
      {isGood ? <Gone before={own.names} now={check.data.metrics.map((one) => one.name)} /> : null}
      {kept.error ? (
        <Alert color="orange" role="alert" p="xs">
          {problemOf(kept.error).message} {problemOf(kept.error).hint}
        </Alert>
      ) : null}
      <Group gap="xs">
        {mayWrite ? (
          <Button
            disabled={!isGood || text === own.text}
            loading={kept.isPending}
            onClick={() => kept.mutate()}
          >
            {t('keepMetrics', { version: own.version + 1 })}
          </Button>
        ) : null}
        {mayWrite && !text.trim() ? (
          <Button variant="default" onClick={() => setText(EXAMPLE)}>
            {t('example')}
          </Button>
        ) : null}
        {own.at ? (
          <Text size="xs" c="dimmed">
            {t('versionNow', { version: own.version, when: ago(own.at, Date.now()) })}
          </Text>
        ) : null}
      </Group>
    </Stack>
  );
}

function Verdict({ told }: { told: Checked }) {
  const { problems, metrics } = told;
  if (!problems.length) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {metrics.length ? t('noProblems', { count: metrics.length }) : t('noneDefined')}
      </Text>
    );
  }
  return (
    <div role="status">
      <ul className={classes.problems}>
        {problems.map((one) => (
          <li key={`${one.line} ${one.place} ${one.message}`}>
            <b>{t('atLine', { line: one.line })}</b> {one.place ? <code>{one.place}</code> : null}{' '}
            {one.message}
            {one.hint ? <span className={classes.quiet}> · {one.hint}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is used by somebody and would not be there any more. */
function Gone({ before, now }: { before: readonly string[]; now: readonly string[] }) {
  const { data: users = [] } = useQuery(usersQuery());
  const gone = before
    .filter((name) => !now.includes(name))
    .map((name) => ({ name, users: usersOf(name, users) }))
    .filter((one) => one.users.length);
  if (!gone.length) return null;
  return (
    <Alert color="orange" p="xs" role="status">
      {gone.map((one) => (
        <Text key={one.name} size="sm">
          {t('goesAway', { name: one.name, users: one.users.map((each) => each.name).join(', ') })}
        </Text>
      ))}
    </Alert>
  );
}
