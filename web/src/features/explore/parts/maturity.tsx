/** What recent days will come to: known today, and an estimate of what platforms still report. */
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Schemas } from '@/api/client';
import { Chart } from '@/components/chart/chart';
import type { Colours } from '@/components/chart/colours';
import { linesOption } from '@/components/chart/lines';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { metricName } from '@/lib/metrics';
import { count, place } from '@/lib/numbers';
import { useView } from '@/lib/view';
import { Text } from '@/ui/text';
import { maturityQuery } from '../api/maturity';
import classes from '../explore.module.css';
import { t } from '../words';

const METRIC = 'conversions';
type Data = Schemas['MaturityOut'];
type Day = { date: string; known: number; corrected: number | null };

export function Maturity() {
  const view = useView();
  const query = useQuery(maturityQuery(view, METRIC));
  return (
    <Answered
      query={query}
      empty={(data) =>
        data.rows.length === 0 && <EmptyNew title={t('noMaturity')}>{t('noMaturityBody')}</EmptyNew>
      }
    >
      {(data) => <Picture data={data} />}
    </Answered>
  );
}

function Picture({ data }: { data: Data }) {
  const draw = useCallback((colours: Colours) => drawn(colours, data), [data]);
  const [total] = data.totals;
  return (
    <>
      <div className={classes.lead}>
        <Text size="sm" c="dimmed">
          {t('maturityLead')}
        </Text>
        {total ? (
          <dl className={classes.facts}>
            <dt>{t('known')}</dt>
            <dd>{count(total.known)}</dd>
            <dt>{t('corrected')}</dt>
            <dd>
              {count(total.corrected)} ·{' '}
              {t('interval', { low: count(total.low), high: count(total.high) })}
            </dd>
          </dl>
        ) : null}
      </div>
      <Chart draw={draw} label={t('maturitySaid', { name: metricName(METRIC) })} height={340} />
    </>
  );
}

function drawn(colours: Colours, data: Data) {
  const days = byDay(data);
  const said = (of: (day: Day) => number | null) => (at: number) => {
    const day = days[at];
    return count(day ? of(day) : null);
  };
  return linesOption(colours, {
    days: days.map((one) => one.date),
    lines: [
      { name: t('known'), values: days.map((one) => one.known), said: said((one) => one.known) },
      {
        name: t('corrected'),
        values: days.map((one) => one.corrected),
        said: said((one) => one.corrected),
        isGhost: true,
      },
    ],
    axis: (value) => count(value, true),
  });
}

/** Put the accounts of a day together, for ink only; a day is estimated if all of its accounts are. */
function byDay(data: Data): Day[] {
  const found = new Map<string, Day>();
  for (const row of data.rows) {
    const day = found.get(row.date) ?? { date: row.date, known: 0, corrected: 0 };
    const corrected = place(row.corrected);
    day.known += place(row.known) ?? 0;
    day.corrected = day.corrected === null || corrected === null ? null : day.corrected + corrected;
    found.set(row.date, day);
  }
  return [...found.values()].sort((a, b) => a.date.localeCompare(b.date));
}
