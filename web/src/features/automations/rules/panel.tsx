/** Beside the rule: what it matches now, what it would have done, what other rules say. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { Loading } from '@/components/states/states';
import { count } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Checkbox } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Text } from '@/ui/text';
import { type Checked, type Look, matchesQuery, type Text as RuleText, replay } from '../api/rules';
import classes from '../automations.module.css';
import { said, t } from '../words';
import { ReplayChart } from './replay-chart';

type Props = { text: RuleText; isGood: boolean; clashes: Checked['clashes'] };

export function Panel({ text, isGood, clashes }: Props) {
  return (
    <div className={classes.panel}>
      <Matches text={text} isGood={isGood} />
      <Replayed key={JSON.stringify(text)} text={text} isGood={isGood} />
      <Section title={t('conflicts')}>
        <Stack gap="xs" p="md" pt={0}>
          {clashes.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('noConflicts')}
            </Text>
          ) : (
            clashes.map((one) => (
              <Alert key={`${one.code} ${one.message}`} color="orange">
                {one.message} {one.hint}
              </Alert>
            ))
          )}
        </Stack>
      </Section>
    </div>
  );
}

const ORDER = ['fires', 'quiet', 'unknown', 'protected', 'cooling', 'capped', 'idle'];

function Matches({ text, isGood }: { text: RuleText; isGood: boolean }) {
  const query = useQuery({ ...matchesQuery(text), enabled: isGood });
  return (
    <Section title={t('matches')}>
      <Stack gap="sm" p="md" pt={0}>
        {isGood ? (
          <Answered query={query} loading={<Loading lines={2} />}>
            {(look) => (
              <>
                <div className={classes.counts}>
                  {ORDER.filter((one) => look.counts[one]).map((one) => (
                    <span key={one}>
                      <b>{count(look.counts[one])}</b> {said(one)}
                    </span>
                  ))}
                </div>
                <Fires look={look} />
              </>
            )}
          </Answered>
        ) : (
          <Text size="sm" c="dimmed">
            {t('sentenceLater')}
          </Text>
        )}
      </Stack>
    </Section>
  );
}

function Fires({ look }: { look: Look }) {
  const fires = look.rows.filter((one) => one.verdict === 'fires');
  if (!fires.length) {
    return (
      <Text size="sm" c="dimmed">
        {t('matchesNone')}
      </Text>
    );
  }
  const more = (look.counts.fires ?? 0) - fires.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <ul className={classes.matches} tabIndex={0}>
      {fires.map((one) => (
        <li key={`${one.account_id} ${one.entity_id}`}>
          <Text size="sm" fw={500} truncate>
            {one.name || one.entity_id}
          </Text>
          {one.changes.map((change) => (
            <Text key={change.field} size="xs" c="dimmed">
              {t('change', {
                field: change.field,
                before: change.before ?? '–',
                after: [change.after ?? '–', change.currency].join(' '),
              })}
            </Text>
          ))}
          {one.alerts.map((alert) => (
            <Text key={alert.text} size="xs" c="dimmed">
              {t('tells', { text: alert.text })}
            </Text>
          ))}
        </li>
      ))}
      {more > 0 ? <li>{t('moreMatches', { count: more })}</li> : null}
    </ul>
  );
}

function Replayed({ text, isGood }: { text: RuleText; isGood: boolean }) {
  const [hindsight, setHindsight] = useState(false);
  const run = useMutation({
    mutationFn: () => replay(text, hindsight),
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <Section title={t('replay')} lead={t('replayWhat')}>
      <Stack gap="sm" p="md" pt={0}>
        {run.data ? <ReplayChart found={run.data} /> : null}
        {run.isPending ? <Loading lines={2} /> : null}
        <Group justify="space-between">
          <Checkbox
            size="xs"
            label={t('hindsight')}
            checked={hindsight}
            onChange={(event) => setHindsight(event.currentTarget.checked)}
          />
          <Button
            variant="default"
            disabled={!isGood}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            {run.data ? t('replayAgain') : t('replayDo')}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
