/** A month's budget as shares of a line, and as a sentence. */
import { compare, over, rounded, times } from '@/lib/decimals';
import { locale } from '@/lib/locale';
import { money, place, sign, UNKNOWN } from '@/lib/numbers';
import type { Pace } from '../api/list-pacing';
import { t } from '../words';

export type Ink = {
  spent: number | null;
  tick: number | null;
  low: number | null;
  high: number | null;
  projected: number | null;
  budget: number;
};

const ROOM = 1.04;

/** Return where to put ink, 0 to 1; null for what is not known, which is not at zero. */
export function inkOf(pace: Pace): Ink | null {
  const budget = place(pace.available ?? pace.planned);
  if (budget === null) return null;
  const [spent, low, high, projected] = [pace.spent, pace.low, pace.high, pace.projected].map(
    (one) => place(one),
  );
  const whole = Math.max(budget, spent ?? 0, high ?? 0, projected ?? 0) * ROOM || 1;
  const on = (value: number | null | undefined) =>
    value === null || value === undefined ? null : Math.min(Math.max(value / whole, 0), 1);
  return {
    spent: on(spent),
    tick: pace.days_known ? on(budget * (pace.days_known / pace.days)) : null,
    low: on(low),
    high: on(high),
    projected: on(projected),
    budget: on(budget) ?? 1,
  };
}

/** Return where it lands, in words: "lands at 104 % (98–111 %)". */
export function lands(pace: Pace): string {
  const against = pace.available ?? pace.planned;
  const at = share(over(pace.projected, against));
  if (pace.state === 'landed') {
    const came = share(over(pace.spent, against));
    return came ? t('landed', { share: `${came} %` }) : '';
  }
  if (!at) return '';
  const [low, high] = [share(over(pace.low, against)), share(over(pace.high, against))];
  if (!low || !high) return t('lands', { share: `${at} %` });
  return t('landsRange', { share: `${at} %`, low, high: `${high} %` });
}

/** Return why nothing can be said, in words; '' where something can. */
export function silence(pace: Pace): string {
  if (pace.state === 'no_spend') return t('paused');
  if (pace.state === 'not_started') return t('notStarted');
  if (pace.state !== 'unknown') return '';
  return pace.why || t('firstDay');
}

/** Return what is expected by now if every day spent the same; null before any is known. */
export function evenly(pace: Pace): string | null {
  if (!pace.days_known) return null;
  const part = over(
    times(pace.available ?? pace.planned, String(pace.days_known)),
    String(pace.days),
    2,
  );
  return part;
}

/** Return what an even day spends. */
export function evenDay(pace: Pace): string | null {
  return over(pace.available ?? pace.planned, String(pace.days), 2);
}

export function isOver(gap: string | null): boolean {
  return compare(gap, '0') === 1;
}

/** Write a share as a whole percentage without its sign; '' if it is not known. */
export function share(part: string | null): string {
  const whole = rounded(times(part, '100'), 0);
  return whole === null
    ? ''
    : new Intl.NumberFormat(locale).format(whole as Intl.StringNumericLiteral);
}

/** Return a month moved by some months. */
export function movedMonth(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

const NAMED = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });

export function monthName(month: string): string {
  return /^\d{4}-\d{2}$/.test(month) ? NAMED.format(new Date(`${month}-01T00:00:00Z`)) : '';
}

export function currentMonth(now: Date): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`;
}

/** Return the cells of a month's weeks, Monday first; null outside of the month. */
export function weeks(month: string): (string | null)[][] {
  const first = new Date(`${month}-01T00:00:00Z`);
  const next = new Date(`${movedMonth(month, 1)}-01T00:00:00Z`);
  const length = Math.round((next.getTime() - first.getTime()) / 86_400_000);
  const before = (first.getUTCDay() + 6) % 7;
  const cells: (string | null)[] = Array.from({ length: before }, () => null);
  for (let day = 1; day <= length; day += 1) cells.push(`${month}-${String(day).padStart(2, '0')}`);
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, at) => cells.slice(at * 7, at * 7 + 7));
}

/** Write a change with its sign: money of the currency, else a count. */
export function signedAmount(value: string | null, currency: string): string {
  if (value === null) return UNKNOWN;
  const bare = value.replace(/^-/, '');
  const shown = currency
    ? money(bare, currency)
    : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
        bare as Intl.StringNumericLiteral,
      );
  return `${{ '-1': '−', 0: '±', 1: '+' }[sign(value)]}${shown}`;
}
