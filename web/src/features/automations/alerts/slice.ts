import type { Alert } from '../api/alerts';

type About = Pick<
  Alert,
  'platform' | 'account' | 'level' | 'entity_id' | 'first_day' | 'last_day' | 'metric'
>;
const BEFORE_DAYS = 14;
const DAY_MS = 86_400_000;

const PLACES: Record<string, string> = {
  approval: '/decisions/approvals',
  pacing: '/budgets',
  sync: '/settings/sources',
  connection: '/settings/sources',
};

/** Return the page on which something can be done about an alert. */
export function placeOf(one: Pick<Alert, 'source'>): string {
  return PLACES[one.source] ?? '/explore';
}

/** Return what of that page: the plan that waits, or the days and the slice. */
export function searchOf(one: About & Pick<Alert, 'source'>): Record<string, unknown> {
  const place = placeOf(one);
  if (place === '/explore') return sliceOf(one);
  const plan = one.source === 'approval' ? one.entity_id : undefined;
  return { show: undefined, alert: undefined, plan };
}

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
