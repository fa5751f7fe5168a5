/** What figures shall come to: set, seen, taken away. */
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { PlainTable } from '@/components/table/plain-table';
import { span } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { count, money, percent } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { keys } from './api/keys';
import { removeTarget, type Target, targetsQuery } from './api/targets';
import { NewTarget } from './new-target';
import { said, t } from './words';

const HEAD = [
  { key: 'metric', label: t('metric') },
  { key: 'goal', label: t('value') },
  { key: 'scope', label: t('scope') },
  { key: 'days', label: `${t('firstDay')} – ${t('lastDay')}` },
  { key: 'why', label: t('why') },
  { key: 'actions', label: t('actions'), hidden: true },
];

export function Targets() {
  const query = useQuery(targetsQuery());
  const mayWrite = useMay('write');
  const [making, setMaking] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setMaking(true)}>
      {t('newTarget')}
    </Button>
  );
  return (
    <Section title={t('targets')} lead={t('targetsLead')} actions={mayWrite ? add : null}>
      <Answered
        query={query}
        empty={(rows) =>
          rows.length === 0 ? (
            <EmptyNew title={t('noTargets')}>{t('noTargetsBody')}</EmptyNew>
          ) : null
        }
      >
        {(rows) => (
          <PlainTable label={t('targets')} head={HEAD}>
            {rows.map((one) => (
              <Row key={one.id} one={one} mayWrite={mayWrite} />
            ))}
          </PlainTable>
        )}
      </Answered>
      <NewTarget opened={making} onClose={() => setMaking(false)} />
    </Section>
  );
}

function Row({ one, mayWrite }: { one: Target; mayWrite: boolean }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeTarget(one),
    onSuccess: () => {
      notify(t('targetGone'));
      void client.invalidateQueries({ queryKey: keys.of('targets') });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const { platform, account, group, campaign } = one.reach;
  const reach = [platform && platformName(platform), account, group, campaign].filter(Boolean);
  return (
    <tr>
      <td>{one.metric}</td>
      <td>
        {said(one.comparator)} {goal(one)}
      </td>
      <td>{reach.join(' › ') || t('everything')}</td>
      <td>{span(one.first_day, one.last_day)}</td>
      <td>{one.why}</td>
      <td data-figure>
        {mayWrite ? (
          <Button
            variant="subtle"
            color="gray"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('remove')}
          </Button>
        ) : null}
      </td>
    </tr>
  );
}

function goal({ value, unit, currency }: Target): string {
  if (unit === 'money') return money(value, currency);
  return unit === 'ratio' ? ratioSaid(value) : count(value);
}

function ratioSaid(value: string | null): string {
  return value?.startsWith('0.') ? percent(value) : count(value);
}
