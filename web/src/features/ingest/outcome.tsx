/** What became of a file: counts, sums, what was rejected, what it leaves to decide. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/api/problem';
import { Answered } from '@/components/states/answered';
import { PlainTable } from '@/components/table/plain-table';
import { span } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { count, money } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Group, Stack } from '@/ui/layout';
import { Badge, Text } from '@/ui/text';
import { type Decision, decideImport } from './api/decide-import';
import { keys } from './api/keys';
import type { Imported } from './api/list-imports';
import { quarantineQuery } from './api/quarantine';
import classes from './ingest.module.css';
import { said, t } from './words';

const SUMS = ['spend', 'impressions', 'clicks', 'conversions'] as const;
const TONES: Record<string, string> = {
  loaded: 'green',
  held: 'yellow',
  failed: 'orange',
  interrupted: 'orange',
};

export function Outcome({ found }: { found: Imported }) {
  const [rejected, setRejected] = useState(false);
  const where = [
    found.platform ? platformName(found.platform) : '',
    found.account_id,
    found.first_day && found.last_day ? span(found.first_day, found.last_day) : '',
  ];
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Badge color={TONES[found.state] ?? 'gray'}>{said(found.state)}</Badge>
        <Text size="sm" fw={500}>
          {found.file}
        </Text>
        <Text size="sm" c="dimmed">
          {where.filter(Boolean).join(' · ')}
        </Text>
      </Group>
      {found.error && found.state !== 'asked' ? (
        <Alert color="orange">
          {found.error.message} {found.error.hint}
        </Alert>
      ) : null}
      <Figures found={found} />
      {found.decision === 'open' ? <Decide id={found.id} /> : null}
      {found.rejected ? (
        <div>
          <Button variant="subtle" color="gray" onClick={() => setRejected(!rejected)}>
            {rejected ? t('hideRejected') : t('showRejected')}
          </Button>
          {rejected ? <Rejected id={found.id} /> : null}
        </div>
      ) : null}
      {found.notes.map((note) => (
        <Text key={note} size="xs" c="dimmed">
          {note}
        </Text>
      ))}
    </Stack>
  );
}

function Figures({ found }: { found: Imported }) {
  if (found.rows === null) return null;
  const { changes } = found;
  return (
    <dl className={classes.figures}>
      <div>
        <dt>{t('rowsLoaded', { count: found.rows })}</dt>
        <dd>
          {found.rejected ? t('rowsRejected', { count: found.rejected }) : t('noneRejected')}
          {changes
            ? ` · ${t('changes', {
                added: count(changes.added ?? 0),
                changed: count(changes.changed ?? 0),
                unchanged: count(changes.unchanged ?? 0),
              })}`
            : ''}
        </dd>
      </div>
      {SUMS.filter((name) => name in found.sums).map((name) => (
        <div key={name}>
          <dt>
            {name === 'spend'
              ? money(found.sums[name], found.currency ?? '')
              : count(found.sums[name])}
          </dt>
          <dd>{t(name)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Decide({ id }: { id: string }) {
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (decision: Decision) => decideImport(id, decision),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.all() }),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <Alert color="yellow" title={t('held')}>
      <Stack gap="xs">
        <Text size="sm">{t('heldBody')}</Text>
        <Group gap="xs">
          {(['keep', 'erase', 'discard'] as const).map((one) => (
            <Button
              key={one}
              variant="default"
              loading={decide.isPending}
              onClick={() => decide.mutate(one)}
            >
              {t(one)}
            </Button>
          ))}
        </Group>
      </Stack>
    </Alert>
  );
}

function Rejected({ id }: { id: string }) {
  const query = useQuery(quarantineQuery(id));
  const head = [
    { key: 'line', label: t('line'), figure: true },
    { key: 'reason', label: t('reason') },
    { key: 'row', label: t('row') },
  ];
  return (
    <Answered query={query}>
      {({ rows }) => (
        <PlainTable label={t('showRejected')} head={head}>
          {rows.map((one) => (
            <tr key={`${one.file} ${one.line}`}>
              <td data-figure>{one.line}</td>
              <td>{one.reason}</td>
              <td className={classes.raw}>{one.row}</td>
            </tr>
          ))}
        </PlainTable>
      )}
    </Answered>
  );
}
