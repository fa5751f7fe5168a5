/** How returns grow with a day's spend: the mean, its interval, what is spent now and then. */
import { count, figure, money, place } from '@/lib/numbers';
import type { Point } from '../api/list-pools';
import { drawn } from '../logic/curve';
import classes from '../planner.module.css';
import { t } from '../words';

const WIDTH = 168;
const HEIGHT = 56;
const EDGE = 4;

type Props = {
  points: readonly Point[];
  now: string | null;
  proposed: string | undefined;
  name: string;
  metric: string;
  currency: string;
};

export function Curve({ points, now, proposed, name, metric, currency }: Props) {
  const curve = drawn(points, WIDTH, HEIGHT);
  if (!curve) return null;
  const [before, after] = [place(now), place(proposed)];
  const brings = (spend: number) =>
    metric === 'conversion_value'
      ? figure(curve.at(spend).returns.toFixed(2), 'money', currency)
      : count(curve.at(spend).returns);
  const marks = [
    { key: 'now', spend: before, amount: now },
    { key: 'proposed', spend: after, amount: proposed },
  ] as const;
  const said = marks.flatMap(({ key, spend, amount }) =>
    spend === null
      ? []
      : [t(`curve_${key}`, { spend: money(amount, currency), returns: brings(spend) })],
  );
  return (
    <div className={classes.curve}>
      <svg
        viewBox={`${-EDGE} 0 ${WIDTH + 2 * EDGE} ${HEIGHT + EDGE}`}
        role="img"
        aria-label={[t('curveOf', { name }), ...said].join(' ')}
      >
        <title>{said.join('\n')}</title>
        <path d={curve.band} className={classes.curveBand} />
        <path d={`M0 ${HEIGHT}H${WIDTH}`} className={classes.curveAxis} />
        <path d={curve.line} className={classes.curveLine} />
        {marks.map(({ key, spend }) => {
          if (spend === null) return null;
          const { x, y } = curve.at(spend);
          return (
            <g key={key} data-mark={key} data-x={x.toFixed(1)} className={classes.curveMark}>
              <line x1={x} x2={x} y1={y} y2={HEIGHT} />
              <circle cx={x} cy={y} r={3} />
            </g>
          );
        })}
      </svg>
      <span className={classes.curveEnds} aria-hidden>
        <span>{money('0', currency, true)}</span>
        <span>{t('aDay', { amount: money(curve.most, currency, true) })}</span>
      </span>
    </div>
  );
}
