/** An expected effect as a line: the interval, its middle, and where nothing would be. */
import type { Effect } from '../api/list-recommendations';
import classes from '../decisions.module.css';
import { inkOf, interval } from '../logic/effects';

const WIDTH = 220;
const HEIGHT = 14;
const PAD = 4;

export function Range({ effect }: { effect: Effect }) {
  const ink = inkOf(effect);
  if (!ink) return null;
  const x = (share: number) => PAD + share * (WIDTH - 2 * PAD);
  const middle = HEIGHT / 2;
  return (
    <svg
      className={classes.range}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={interval(effect)}
    >
      <line x1={x(0)} x2={x(1)} y1={middle} y2={middle} className={classes.rangeAxis} />
      <line
        x1={x(ink.zero)}
        x2={x(ink.zero)}
        y1={1}
        y2={HEIGHT - 1}
        className={classes.rangeZero}
      />
      <rect
        x={x(ink.low)}
        y={middle - 3}
        width={Math.max(x(ink.high) - x(ink.low), 2)}
        height={6}
        rx={3}
        className={classes.rangeBand}
      />
      <circle cx={x(ink.at)} cy={middle} r={4} className={classes.rangeDot} />
    </svg>
  );
}
