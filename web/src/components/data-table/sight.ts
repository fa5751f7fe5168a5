/** Which rows are drawn of those near by, while one scrolls. */
import { useRef } from 'react';

type Range = { startIndex: number; endIndex: number };

/**
 * Return whether a row is drawn: those in sight, and `beyond` of them before and after.
 *
 * Who leaps further than that at a time never sees what is beyond: it is drawn when they stop.
 */
export function useSight(range: Range | null, beyond: number, isScrolling: boolean) {
  const { startIndex: first, endIndex: last } = range ?? { startIndex: 0, endIndex: Infinity };
  const before = useRef(first);
  const isLeap = isScrolling && Math.abs(first - before.current) > beyond;
  before.current = first;
  return (at: number) => !isLeap || (at >= first && at <= last);
}
