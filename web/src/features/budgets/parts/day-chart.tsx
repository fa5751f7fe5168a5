/** A budget's days: spent so far, expected, and an even month beside it; and the same as a table. */
import { shortDay } from '@/lib/dates';
import { money, place, UNKNOWN } from '@/lib/numbers';
import type { Pace } from '../api/list-pacing';
import type { PaceDay } from '../api/show-pacing';
import classes from '../budgets.module.css';
import { t } from '../words';

const WIDTH = 900;
const HEIGHT = 180;
const LEFT = 62;
const BOTTOM = 20;

export function DayChart({ pace, days }: { pace: Pace; days: readonly PaceDay[] }) {
  const budget = place(pace.available ?? pace.planned) ?? 0;
  const totals = days.map((one) => place(one.total));
  const most = Math.max(budget, ...totals.map((one) => one ?? 0)) * 1.05 || 1;
  const x = (at: number) => LEFT + (at / Math.max(days.length - 1, 1)) * (WIDTH - LEFT - 8);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - 8);
  const known = days.findLastIndex((one) => one.spent !== null);
  const path = (from: number, to: number) => {
    const points = totals.slice(from, to + 1).flatMap((value, at) => {
      return value === null ? [] : [`${x(from + at).toFixed(1)} ${y(value).toFixed(1)}`];
    });
    return points.length ? `M${points.join('L')}` : '';
  };
  const marks = [0, Math.floor((days.length - 1) / 2), days.length - 1];
  return (
    <>
      <svg
        className={classes.chart}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('cumulative')}
      >
        <line
          x1={LEFT}
          x2={WIDTH - 8}
          y1={y(budget)}
          y2={y(budget)}
          className={classes.chartBudget}
        />
        <line
          x1={x(0)}
          x2={x(days.length - 1)}
          y1={y(budget / Math.max(days.length, 1))}
          y2={y(budget)}
          className={classes.chartPlan}
        />
        <path d={path(0, Math.max(known, 0))} className={classes.chartLine} />
        <path d={path(Math.max(known, 0), days.length - 1)} className={classes.chartExpected} />
        {[0, budget].map((value) => (
          <text
            key={value}
            x={LEFT - 6}
            y={y(value) + 4}
            textAnchor="end"
            className={classes.chartText}
          >
            {money(String(value), pace.currency, true)}
          </text>
        ))}
        {marks.map((at) => (
          <text key={at} x={x(at)} y={HEIGHT - 4} textAnchor="middle" className={classes.chartText}>
            {shortDay(days[at]?.date ?? '')}
          </text>
        ))}
      </svg>
      <details className={classes.open}>
        <summary>{t('day')}</summary>
        <DayTable pace={pace} days={days} />
      </details>
    </>
  );
}

function DayTable({ pace, days }: { pace: Pace; days: readonly PaceDay[] }) {
  const amount = (value: string | null) => (value === null ? UNKNOWN : money(value, pace.currency));
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('day')}</th>
          <th scope="col">{t('spent')}</th>
          <th scope="col">{t('expected')}</th>
          <th scope="col">{t('total')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((one) => (
          <tr key={one.date}>
            <th scope="row">{shortDay(one.date)}</th>
            <td>{amount(one.spent)}</td>
            <td>{amount(one.expected)}</td>
            <td>{amount(one.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
