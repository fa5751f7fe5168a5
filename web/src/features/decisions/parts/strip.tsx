/** What came of a change: whole days before it beside as many after it. */
import { useQuery } from '@tanstack/react-query';
import { Answered } from '@/components/states/answered';
import { Loading } from '@/components/states/states';
import { minus, over } from '@/lib/decimals';
import { change, figure, UNKNOWN } from '@/lib/numbers';
import { type Around, aroundQuery, lastDayQuery, METRICS } from '../api/compare-around';
import type { Turn } from '../api/list-changes';
import classes from '../history.module.css';
import { windows } from '../logic/turns';
import { t } from '../words';

const UNITS = { spend: 'money', conversions: 'count', cpa: 'money', roas: 'ratio' } as const;

export function Strip({ of }: { of: Turn }) {
  const last = useQuery(lastDayQuery());
  return (
    <Answered query={last} loading={<Loading lines={2} />}>
      {(day) => <Figures of={of} last={day} />}
    </Answered>
  );
}

function Figures({ of, last }: { of: Turn; last: string }) {
  const { before, after, days } = windows(of.at, last || of.at);
  const asked = { level: of.level, entity: of.entity_id, currency: of.currency };
  const query = useQuery({
    ...aroundQuery({ ...asked, before, after: after ?? before }),
    enabled: after !== null,
  });
  if (after === null) return <p className={classes.note}>{t('tooFresh')}</p>;
  return (
    <Answered query={query} loading={<Loading lines={2} />}>
      {(around) => (
        <>
          <dl className={classes.strip}>
            {METRICS.map((metric) => (
              <Figure key={metric} metric={metric} around={around} currency={of.currency} />
            ))}
          </dl>
          <p className={classes.note}>
            {t('daysBefore', { count: days })} · {t('daysAfter', { count: days })}. {t('cautious')}
          </p>
        </>
      )}
    </Answered>
  );
}

type Shown = { metric: (typeof METRICS)[number]; around: Around; currency: string };

function Figure({ metric, around, currency }: Shown) {
  const [before, after] = [around.before?.[metric], around.after?.[metric]];
  const part = over(minus(after, before), before);
  const text = (value: typeof before) => figure(value, UNITS[metric], currency);
  return (
    <div>
      <dt>{t(`metric_${metric}`)}</dt>
      <dd>
        <span>
          {text(before)} → <b>{text(after)}</b>
        </span>
        <span className={classes.note}>{part === null ? UNKNOWN : change(part)}</span>
      </dd>
    </div>
  );
}
