import { t } from './words';

/** Write how long something will still take; '' if nobody knows. */
export function remaining(endsAbout: string | null, now: number): string {
  if (!endsAbout) return '';
  return secondsSaid(Math.round((Date.parse(endsAbout) - now) / 1000));
}

export function secondsSaid(seconds: number | null): string {
  if (seconds === null || seconds < 1) return '';
  if (seconds < 100) return t('secondsLeft', { count: seconds });
  return t('minutesLeft', { count: Math.round(seconds / 60) });
}
