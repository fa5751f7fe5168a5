/** Firings per day over the last 90 days; days of which nothing was known then are grey. */
import { useState } from 'react';
import { PlainTable } from '@/components/table/plain-table';
import { fullDay, shortDay } from '@/lib/dates';
import { count } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Text } from '@/ui/text';
import type { Replay } from '../api/rules';
import classes from '../automations.module.css';
import { t } from '../words';

const WIDTH = 360;
const HEIGHT = 84;
const HEAD = [
  { key: 'day', label: t('day') },
  { key: 'fired', label: t('firings'), figure: true },
];

export function ReplayChart({ found }: { found: Replay }) {
  const [asTable, setAsTable] = useState(false);
  const { days } = found;
  const most = Math.max(1, ...days.map((one) => one.fired));
  const step = WIDTH / Math.max(1, days.length);
  const blind = days.filter((one) => one.looks === 0).length;
  const summary = [
    found.total ? t('replayed', { count: found.total }) : t('replayNone'),
    blind ? t('replayBlind', { count: blind }) : '',
  ]
    .filter(Boolean)
    .join('; ');
  return (
    <div>
      <Text size="sm" fw={500} mb={6}>
        {summary}
      </Text>
      {asTable ? (
        <PlainTable label={t('replayChart')} head={HEAD}>
          {days
            .filter((one) => one.fired)
            .map((one) => (
              <tr key={one.day}>
                <td>{fullDay(one.day)}</td>
                <td data-figure>{count(one.fired)}</td>
              </tr>
            ))}
        </PlainTable>
      ) : (
        <>
          <svg
            className={classes.bars}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`${t('replayChart')}: ${summary}`}
          >
            {days.map((one, at) => {
              const tall = one.looks === 0 ? 3 : (one.fired / most) * (HEIGHT - 4);
              return (
                <rect
                  key={one.day}
                  x={at * step}
                  y={HEIGHT - Math.max(tall, 1)}
                  width={Math.max(step - 1, 0.6)}
                  height={Math.max(tall, 1)}
                  data-blind={one.looks === 0 || one.fired === 0 || undefined}
                />
              );
            })}
          </svg>
          <div className={classes.axis} aria-hidden>
            <span>{days[0] ? shortDay(days[0].day) : ''}</span>
            <span>{days.at(-1) ? shortDay(days.at(-1)?.day ?? '') : ''}</span>
          </div>
        </>
      )}
      {found.total ? (
        <Button variant="subtle" color="gray" px={0} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('hideTable') : t('showTable')}
        </Button>
      ) : null}
    </div>
  );
}
