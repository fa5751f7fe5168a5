/** What the overview asks, and its answers put in the order of days. */
import type { Answer, Provenance } from '@/api/query';
import { moved } from '@/lib/dates';
import { isLate } from '@/lib/metrics';
import { place } from '@/lib/numbers';

export const TILES = [
  'spend',
  'conversion_value',
  'roas',
  'conversions',
  'cpa',
  'impressions',
  'clicks',
  'ctr',
] as const;
export type Tile = (typeof TILES)[number];

const MOST_DAYS = 1200;

/** Return every day of a period `A..B`, those without figures too. */
export function daysOf(period: string, rows: Answer['rows']): string[] {
  const [first = String(rows[0]?.date ?? ''), last = String(rows.at(-1)?.date ?? '')] =
    period.includes('..') ? period.split('..') : [];
  const days: string[] = [];
  for (let day = first; day && day <= last && days.length < MOST_DAYS; day = moved(day, 1)) {
    days.push(day);
  }
  return days;
}

/** Return a metric's figures in the order of days, null where there is none. */
export function series(answer: Answer, days: readonly string[], column: string): (number | null)[] {
  const byDay = new Map(answer.rows.map((row) => [String(row.date), row]));
  return days.map((day) => place(byDay.get(day)?.[column]));
}

/** Return the index of the first day that may still change; null if none of these does. */
export function openFrom(
  source: Provenance,
  days: readonly string[],
  metric: string,
): number | null {
  const starts = Object.values(source.maturity).map((each) => {
    const span = isLate(metric) ? each.provisional.conversions : each.provisional.spend;
    return span?.split('..')[0];
  });
  const first = starts.filter((one) => one !== undefined).sort()[0];
  const at = first === undefined ? -1 : days.findIndex((day) => day >= first);
  return at < 0 ? null : at;
}
