/** How returns grow with a day's spend: the mean, its interval, now and proposed. */
import { place } from '@/lib/numbers';
import type { Point } from '../api/list-pools';
import classes from '../planner.module.css';
import { t } from '../words';

const WIDTH = 150;
const HEIGHT = 44;

type Props = { points: readonly Point[]; now: string; proposed: string | undefined; name: string };

export function Curve({ points, now, proposed, name }: Props) {
  const at = points.map((one) => ({
    spend: place(one.spend) ?? 0,
    mean: place(one.returns) ?? 0,
    low: place(one.low) ?? 0,
    high: place(one.high) ?? 0,
  }));
  const most = at.at(-1);
  if (!most) return null;
  const top = Math.max(...at.map((one) => one.high)) || 1;
  const x = (spend: number) => Math.min(spend / (most.spend || 1), 1) * WIDTH;
  const y = (value: number) => HEIGHT - (value / top) * (HEIGHT - 2) - 1;
  const line = at.map((one) => `${x(one.spend).toFixed(1)} ${y(one.mean).toFixed(1)}`).join('L');
  const upper = at.map((one) => `${x(one.spend).toFixed(1)} ${y(one.high).toFixed(1)}`);
  const lower = at.map((one) => `${x(one.spend).toFixed(1)} ${y(one.low).toFixed(1)}`).reverse();
  const [before, after] = [place(now), place(proposed)];
  return (
    <svg
      className={classes.curve}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={t('curveOf', { name })}
    >
      <path d={`M${[...upper, ...lower].join('L')}Z`} className={classes.curveBand} />
      <path d={`M${line}`} className={classes.curveLine} />
      {before === null ? null : (
        <line x1={x(before)} x2={x(before)} y1={0} y2={HEIGHT} className={classes.curveNow} />
      )}
      {after === null ? null : (
        <line x1={x(after)} x2={x(after)} y1={0} y2={HEIGHT} className={classes.curveNext} />
      )}
    </svg>
  );
}
