import type { Alert } from '../api/alerts';

type About = Pick<
  Alert,
  'platform' | 'account' | 'level' | 'entity_id' | 'first_day' | 'last_day' | 'metric'
>;
const BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;

/** Return where to look at what an alert is about: its days with two weeks before, its slice. */
export function sliceOf(one: About): Record<string, unknown> {
  const days = one.last_day ? `${before(one.first_day ?? one.last_day)}..${one.last_day}` : '28d';
  const isEntity = one.entity_id !== '' && one.level === 'campaign';
  return {
    range: days,
    platforms: one.platform ? [one.platform] : [],
    accounts: one.account ? [one.account] : [],
    by: isEntity ? undefined : 'campaign',
    drill: isEntity ? [`campaign_id:${one.entity_id}`] : [],
    show: undefined,
    alert: undefined,
  };
}

function before(day: string): string {
  return new Date(Date.parse(day) - BEFORE_DAYS * DAY_MS).toISOString().slice(0, 10);
}
