/** A line of days with a ghost of the days before, and a hatch where figures may still change. */
import { useId } from 'react';
import classes from './figures.module.css';

export type Points = readonly (number | null)[];
type Props = {
  points: Points;
  ghost?: Points;
  /** Index of the first day that may still change. */
  openFrom?: number | null;
  label: string;
  width?: number;
  height?: number;
};

const PAD = 2;

export function Sparkline({
  points,
  ghost = [],
  openFrom,
  label,
  width = 160,
  height = 40,
}: Props) {
  const id = useId();
  const known = scale(points, ghost, openFrom);
  if (points.length < 2 || known.length === 0) return <svg className={classes.spark} aria-hidden />;
  const low = Math.min(...known);
  const high = Math.max(...known, low + 1e-12);
  const x = (at: number, of: number) => PAD + (at / Math.max(of - 1, 1)) * (width - 2 * PAD);
  const room = height - 2 * PAD;
  const y = (value: number) =>
    height - PAD - Math.min(Math.max((value - low) / (high - low), 0), 1) * room;
  const from = openFrom !== null && openFrom !== undefined ? x(openFrom, points.length) : null;
  return (
    <svg
      className={classes.spark}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <defs>
        <pattern
          id={id}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <line x1="0" y1="0" x2="0" y2="5" className={classes.hatch} />
        </pattern>
      </defs>
      {from === null ? null : (
        <rect
          x={from}
          y="0"
          width={Math.max(width - from, 0)}
          height={height}
          fill={`url(#${id})`}
        />
      )}
      <path className={classes.ghost} d={path(ghost, x, y)} vectorEffect="non-scaling-stroke" />
      <path className={classes.line} d={path(points, x, y)} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

const ENOUGH = 5;

/** Return the figures that set the scale: days that are not whole yet would squash the others. */
function scale(points: Points, ghost: Points, openFrom: number | null | undefined): number[] {
  const settled = points.slice(0, openFrom ?? points.length);
  const chosen = settled.length >= ENOUGH ? settled : points;
  return [...chosen, ...ghost].filter((one) => one !== null);
}

/** Draw what is known, and nothing over the days that are not. */
export function path(
  points: Points,
  x: (at: number, of: number) => number,
  y: (value: number) => number,
): string {
  let drawn = '';
  let pen = false;
  points.forEach((value, at) => {
    if (value === null) {
      pen = false;
      return;
    }
    drawn += `${pen ? 'L' : 'M'}${x(at, points.length).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return drawn;
}
