/** Where an alert leads: to where something can be done, or to the figures that it is about. */
import { moved } from './dates';

type About = {
  source: string;
  platform: string;
  account: string;
  level: string;
  entity_id: string;
  plan_id?: string | null;
  first_day: string | null;
  last_day: string | null;
};
type Leads = { to: string; search: Record<string, unknown> };

const BEFORE_DAYS = 14;
/** Levels whose rows open into a panel; of others, the campaigns are listed. */
const OPENS = /^(campaign|ad_group|ad)$/;
const PLACES: Record<string, string> = {
  pacing: '/budgets',
  sync: '/settings/sources',
  connection: '/settings/sources',
};

/** Return the page, and what of it. */
export function leadsTo(one: About): Leads {
  const plan = one.plan_id || (one.source === 'approval' ? one.entity_id : '');
  if (plan) return { to: '/decisions/approvals', search: { plan } };
  const place = PLACES[one.source];
  return place ? { to: place, search: {} } : { to: '/explore', search: sliceOf(one) };
}

/** Return the days that an alert is about with two weeks before, its account, and its row opened. */
function sliceOf(one: About): Leads['search'] {
  const first = one.first_day ?? one.last_day;
  const opens = OPENS.test(one.level) && one.entity_id !== '';
  return {
    range: first && one.last_day ? `${moved(first, -BEFORE_DAYS)}..${one.last_day}` : '28d',
    platforms: one.platform ? [one.platform] : [],
    accounts: one.account ? [one.account] : [],
    by: opens ? one.level : 'campaign',
    open: opens ? one.entity_id : undefined,
  };
}
