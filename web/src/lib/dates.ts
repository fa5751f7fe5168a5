/** Days and instants as the person's browser writes them. Days of platforms have no time zone. */
import { locale } from './locale';

const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat(locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** Write a day, `2026-03-01` as 1 Mar. */
export function shortDay(iso: string): string {
  return day.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

export function fullDay(iso: string): string {
  return longDay.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
}

/** Write a span of days, both of them within it. */
export function span(first: string, last: string): string {
  const [from, to] = [first, last].map((iso) => new Date(`${iso.slice(0, 10)}T00:00:00Z`));
  return from && to ? longSpan.formatRange(from, to) : '';
}
const longSpan = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** Write an instant in the person's own time zone. */
export function moment(iso: string): string {
  return instant.format(new Date(iso));
}

/** Write how long ago something was, or how soon it will be. */
export function ago(iso: string, now: number): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.round(seconds / length), unit);
  }
  return relative.format(0, 'minute');
}

/** Write when something was read: the time today, else how many days ago. */
export function lately(iso: string, now: number): string {
  return now - new Date(iso).getTime() < 20 * 3_600_000
    ? clock.format(new Date(iso))
    : ago(iso, now);
}

/** Return a day moved by some days. */
export function moved(iso: string, days: number): string {
  const at = new Date(`${iso}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}
