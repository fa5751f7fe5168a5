/** A response curve as ink: where its spends and returns lie, and what a spend between them brings. */
import { place } from '@/lib/numbers';
import type { Point } from '../api/list-pools';

export type Drawn = { line: string; band: string; most: number; at: (spend: number) => Dot };
export type Dot = { x: number; y: number; returns: number };

const AIR = 4;

/** Return a curve in a box of that size, spend to the right from nothing; null of no points. */
export function drawn(points: readonly Point[], width: number, height: number): Drawn | null {
  const at = points.map((one) => ({
    spend: place(one.spend) ?? 0,
    mean: place(one.returns) ?? 0,
    low: place(one.low) ?? 0,
    high: place(one.high) ?? 0,
  }));
  const most = at.at(-1)?.spend;
  if (!most) return null;
  const top = Math.max(...at.map((one) => one.high)) || 1;
  const x = (spend: number) => (Math.min(Math.max(spend, 0), most) / most) * width;
  const y = (value: number) => height - (value / top) * (height - AIR);
  const path = (which: 'mean' | 'low' | 'high') =>
    at.map((one) => `${x(one.spend).toFixed(1)} ${y(one[which]).toFixed(1)}`);
  return {
    line: `M${path('mean').join('L')}`,
    band: `M${[...path('high'), ...path('low').reverse()].join('L')}Z`,
    most,
    at: (spend) => {
      const returns = between(at, spend);
      return { x: x(spend), y: y(returns), returns };
    },
  };
}

function between(at: readonly { spend: number; mean: number }[], spend: number): number {
  const next = at.findIndex((one) => one.spend >= spend);
  const [before, after] = [at[next - 1], at[next]];
  if (!after) return at.at(-1)?.mean ?? 0;
  if (!before) return after.mean;
  const part = (spend - before.spend) / (after.spend - before.spend);
  return before.mean + part * (after.mean - before.mean);
}
