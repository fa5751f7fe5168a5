/** Limits that a person writes for the planner, on their way into the question. */
import { isAmount } from '@/lib/decimals';

export type Bounds = Record<string, { least?: string; most?: string }>;

/** Return the bounds that are written in full; what is half written waits. */
export function boundsOf(bounds: Bounds) {
  return Object.entries(bounds).flatMap(([purse, { least, most }]) => {
    const told = {
      ...(least && isAmount(least) ? { least } : {}),
      ...(most && isAmount(most) ? { most } : {}),
    };
    return Object.keys(told).length ? [{ purse, ...told }] : [];
  });
}

/** Say whether all that is written are amounts. */
export function isWhole(total: string, bounds: Bounds): boolean {
  const written = [total, ...Object.values(bounds).flatMap((one) => [one.least, one.most])];
  return written.every((one) => !one || isAmount(one));
}
