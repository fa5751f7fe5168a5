/** One day of the calendar. The mark on its bar is an even day; the bar ends at half as much again. */
import { fullDay } from '@/lib/dates';
import { over } from '@/lib/decimals';
import { money, place } from '@/lib/numbers';
import type { SpecialDay } from '../api/list-calendar';
import type { Pace } from '../api/list-pacing';
import type { PaceDay } from '../api/show-pacing';
import classes from '../budgets.module.css';
import { evenDay, share } from '../logic/pace';
import { t } from '../words';

const FULL = 1.5;

type Props = {
  date: string;
  pace: Pace;
  day: PaceDay | undefined;
  special: readonly SpecialDay[];
};

export function DayCell({ date, pace, day, special }: Props) {
  const isMissing = pace.missing.includes(date);
  const amount = day?.spent ?? day?.expected ?? null;
  const isKnown = pace.through !== null && date <= pace.through;
  const told = day?.spent != null ? (isKnown ? 'spent' : 'partial') : 'expected';
  const state = isMissing ? 'missing' : told;
  const part = over(amount, evenDay(pace));
  const length = Math.min((place(part) ?? 0) / FULL, 1);
  const said = share(part);
  return (
    <td className={classes.cell} data-state={state} title={fullDay(date)}>
      <div className={classes.cellHead}>
        <span>{Number(date.slice(8))}</span>
        <span>
          {state === 'partial' ? t('soFar') : amount !== null && said ? `${said} %` : null}
        </span>
      </div>
      {isMissing || amount === null ? (
        <span className={classes.dim}>{isMissing ? t('notReported') : null}</span>
      ) : (
        <>
          <div className={classes.cellValue}>
            {state === 'expected'
              ? t('expectedShort', { amount: money(amount, pace.currency, true) })
              : money(amount, pace.currency, true)}
          </div>
          <div className={classes.cellBar} data-state={state} aria-hidden>
            <span style={{ width: `${(length * 100).toFixed(1)}%` }} />
          </div>
        </>
      )}
      {special.map((one) => (
        <span key={one.id} className={classes.special} title={one.name}>
          {one.name}
        </span>
      ))}
    </td>
  );
}
