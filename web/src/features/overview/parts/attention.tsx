/** What needs a person now, each with a way to the slice that it is about. */
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { ago, moved } from '@/lib/dates';
import { type Alert, alertsQuery } from '../api/alerts';
import { waitingQuery } from '../api/waiting';
import classes from '../overview.module.css';
import { t } from '../words';

const SHOWN = 5;
const AROUND = 13;
/** Where something is done about budgets off their pace, and sources that fail or lag. */
const PLACES: Record<string, '/budgets' | '/settings/sources'> = {
  pacing: '/budgets',
  sync: '/settings/sources',
  connection: '/settings/sources',
};
const SEVERITIES = ['critical', 'high', 'medium', 'low'];

export function Attention() {
  const query = useQuery(alertsQuery());
  return (
    <Section title={t('attention')} lead={t('attentionLead')}>
      <Waiting />
      <Answered
        query={query}
        empty={(data) =>
          !pressing(data).length && <EmptyNew title={t('calm')}>{t('calmBody')}</EmptyNew>
        }
      >
        {(data) => (
          <ul className={classes.list}>
            {pressing(data)
              .slice(0, SHOWN)
              .map((one) => (
                <li key={one.id}>
                  <Line one={one} />
                </li>
              ))}
          </ul>
        )}
      </Answered>
      <More all={query.data ?? []} />
    </Section>
  );
}

/** Return what nobody has put off, and nothing else accounts for: the unseen and the worst first. */
function pressing(all: readonly Alert[]): Alert[] {
  const rank = (one: Alert) => (one.acked_at ? 10 : 0) + SEVERITIES.indexOf(one.severity);
  return all
    .filter((one) => !one.snoozed && !one.inhibited_by)
    .sort((a, b) => rank(a) - rank(b) || b.last_at.localeCompare(a.last_at));
}

function More({ all }: { all: readonly Alert[] }) {
  const count = pressing(all).length;
  if (count <= SHOWN) return null;
  return (
    <Link to="/automations/alerts" className={classes.more}>
      {t('all', { count })}
    </Link>
  );
}

/** How many plans wait for somebody's approval, and the way there. */
function Waiting() {
  const { data } = useQuery(waitingQuery());
  if (!data?.rows.length) return null;
  return (
    <Link to="/decisions/approvals" className={classes.waits}>
      <IconChecklist size={18} aria-hidden />
      {t('approvals', { count: data.rows.length })}
    </Link>
  );
}

function Line({ one }: { one: Alert }) {
  const said = (
    <>
      <span className={classes.mark} data-severity={one.severity} aria-hidden />
      <span className={classes.reason}>{one.claim}</span>
      <span className={classes.facts}>
        {severity(one.severity)} · {ago(one.first_at, Date.now())}
        {one.cause ? ` · ${one.cause}` : ''}
      </span>
    </>
  );
  if (one.plan_id) {
    return (
      <Link to="/decisions/approvals" search={{ plan: one.plan_id }} className={classes.item}>
        {said}
      </Link>
    );
  }
  const place = PLACES[one.source];
  if (place) {
    return (
      <Link to={place} className={classes.item}>
        {said}
      </Link>
    );
  }
  return (
    <Link to="/explore" search={slice(one)} className={classes.item}>
      {said}
    </Link>
  );
}

/** Return where to look at what an alert is about: its days with those before, and its row. */
function slice(one: Alert) {
  const { first_day: first, last_day: last } = one;
  return {
    platforms: one.platform ? [one.platform] : [],
    accounts: one.account ? [one.account] : [],
    ...(last ? { range: `${moved(first ?? last, -AROUND)}..${last}` } : {}),
    ...(LEVELS.test(one.level) && one.entity_id ? { by: one.level, open: one.entity_id } : {}),
  };
}

const LEVELS = /^(account|campaign|ad_group|ad)$/;

function severity(of: string): string {
  if (of === 'high' || of === 'critical') return t('severe');
  return of === 'medium' ? t('medium') : t('low');
}
