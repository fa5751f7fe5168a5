/** What needs a person now, each with a way to the slice that it is about. */
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Alert, alertsQuery } from '@/api/alerts';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { ago } from '@/lib/dates';
import { leadsTo } from '@/lib/slice';
import { waitingQuery } from '../api/waiting';
import classes from '../overview.module.css';
import { t } from '../words';

const SHOWN = 5;
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
  const place = leadsTo(one);
  return (
    <Link to={place.to} search={place.search as never} className={classes.item}>
      {said}
    </Link>
  );
}

function severity(of: string): string {
  if (of === 'high' || of === 'critical') return t('severe');
  return of === 'medium' ? t('medium') : t('low');
}
