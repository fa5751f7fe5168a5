/** What was changed of a thing of late, by whom: often the cause, and the value to go back to. */
import { useQuery } from '@tanstack/react-query';
import { ago, moment } from '@/lib/dates';
import { Button } from '@/ui/buttons';
import { Text } from '@/ui/text';
import { type Moment, momentsQuery } from '../api/list-moments';
import type { Settable } from '../api/list-settable';
import classes from '../decisions.module.css';
import { valueText } from '../logic/changes';
import { latelyChanged } from '../logic/proposing';
import { useWho } from '../use-who';
import { t } from '../words';
import { DiffLine } from './diff';

type Props = { of: Settable; onPick: (field: string, value: string) => void };

export function Lately({ of, onPick }: Props) {
  const { data = [] } = useQuery(momentsQuery(of));
  const found = latelyChanged(of, data);
  if (!found.length) return null;
  return (
    <section className={classes.lately} aria-label={t('lately')}>
      <Text size="xs" c="dimmed" fw={500}>
        {t('lately')}
      </Text>
      <ul>
        {found.map((one) => (
          <li key={`${one.at} ${one.field}`}>
            <Line one={one} of={of} onPick={onPick} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ one, of, onPick }: Props & { one: Moment }) {
  const who = useWho();
  const { before } = one;
  return (
    <>
      <div>
        <DiffLine change={{ ...one, currency: of.currency }} />
        <Text size="xs" c="dimmed" title={moment(one.at)}>
          {who({ ...one, connector: of.connector })} · {ago(one.at, Date.now())}
          {one.reason ? ` · “${one.reason}”` : ''}
        </Text>
      </div>
      {before ? (
        <Button size="compact-xs" variant="default" onClick={() => onPick(one.field, before)}>
          {t('backTo', { value: valueText(one.field, before, of.currency) })}
        </Button>
      ) : null}
    </>
  );
}
