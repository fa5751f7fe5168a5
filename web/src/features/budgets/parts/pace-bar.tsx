/** A budget as a line: spent, where it should be by now, and where it lands. */
import { money } from '@/lib/numbers';
import type { Pace } from '../api/list-pacing';
import classes from '../budgets.module.css';
import { evenly, inkOf, lands } from '../logic/pace';
import { t } from '../words';

const WIDTH = 1000;
const HEIGHT = 26;
const TOP = 7;
const THICK = 12;

export function PaceBar({ pace }: { pace: Pace }) {
  const ink = inkOf(pace);
  if (!ink) return null;
  const x = (share: number) => share * WIDTH;
  const said = t('barSaid', {
    spent: pace.spent === null ? t('notKnown') : money(pace.spent, pace.currency),
    expected: money(evenly(pace), pace.currency),
    lands: lands(pace),
  });
  return (
    <svg
      className={classes.line}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={said}
    >
      <rect x={0} y={TOP} width={x(ink.budget)} height={THICK} className={classes.track} />
      {ink.spent === null ? null : (
        <rect
          x={0}
          y={TOP}
          width={x(ink.spent)}
          height={THICK}
          className={classes.spentFill}
          data-state={pace.state}
        />
      )}
      {ink.low === null || ink.high === null ? null : (
        <>
          <rect
            x={x(ink.low)}
            y={TOP + 1}
            width={Math.max(x(ink.high) - x(ink.low), 2)}
            height={THICK - 2}
            className={classes.range}
          />
          {[ink.low, ink.high].map((end) => (
            <line
              key={end}
              x1={x(end)}
              x2={x(end)}
              y1={TOP}
              y2={TOP + THICK}
              className={classes.rangeEnd}
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </>
      )}
      <line
        x1={x(ink.budget)}
        x2={x(ink.budget)}
        y1={1}
        y2={HEIGHT - 1}
        className={classes.budgetEnd}
        vectorEffect="non-scaling-stroke"
      />
      {ink.tick === null ? null : (
        <line
          x1={x(ink.tick)}
          x2={x(ink.tick)}
          y1={3}
          y2={HEIGHT - 3}
          className={classes.tick}
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}

/** What the marks of the bars mean. */
export function Legend() {
  return (
    <div className={classes.legend} aria-hidden>
      <span>
        <svg aria-hidden className={classes.key} viewBox="0 0 16 8">
          <rect width="16" height="8" className={classes.spentFill} />
        </svg>
        {t('legendSpent')}
      </span>
      <span>
        <svg aria-hidden className={classes.key} viewBox="0 0 16 8">
          <line x1="8" x2="8" y1="0" y2="8" className={classes.tick} />
        </svg>
        {t('legendTick')}
      </span>
      <span>
        <svg aria-hidden className={classes.key} viewBox="0 0 16 8">
          <rect width="16" height="8" className={classes.range} />
          <path d="M1 0v8M15 0v8" className={classes.rangeEnd} />
        </svg>
        {t('legendRange')}
      </span>
      <span>
        <svg aria-hidden className={classes.key} viewBox="0 0 16 8">
          <line x1="8" x2="8" y1="0" y2="8" className={classes.budgetEnd} />
        </svg>
        {t('legendBudget')}
      </span>
    </div>
  );
}
