/** What needs a person now, each with a way to the slice that it is about. */
import { IconChecklist } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Schemas } from '@/api/client';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew } from '@/components/states/states';
import { moved, shortDay } from '@/lib/dates';
import { money } from '@/lib/numbers';
import { useView } from '@/lib/view';
import { incidentsQuery } from '../api/incidents';
import { waitingQuery } from '../api/waiting';
import classes from '../overview.module.css';
import { t } from '../words';

const SHOWN = 5;
const AROUND = 13;
type Incident = Omit<Schemas['IncidentOut'], 'cause'>;

export function Attention() {
  const view = useView();
  const query = useQuery(incidentsQuery(view));
  return (
    <Section title={t('attention')} lead={t('attentionLead')}>
      <Waiting />
      <Answered
        query={query}
        empty={(data) =>
          data.rows.length === 0 && <EmptyNew title={t('calm')}>{t('calmBody')}</EmptyNew>
        }
      >
        {(data) => (
          <ul className={classes.list}>
            {data.rows.slice(0, SHOWN).map((one) => (
              <li key={one.id}>
                <Line one={one} />
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </Section>
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

function Line({ one }: { one: Incident }) {
  const last = one.last_date ?? one.date;
  const range = `${moved(one.date, -AROUND)}..${last}`;
  const search = {
    platforms: [one.platform],
    accounts: [],
    range,
    by: one.level,
    open: one.entity_id,
  };
  return (
    <Link to="/explore" search={search} className={classes.item}>
      <span className={classes.mark} data-severity={one.severity} aria-hidden />
      <span className={classes.reason}>{one.reason}</span>
      <span className={classes.facts}>
        {severity(one.severity)} · {shortDay(one.date)}
        {one.at_stake ? ` · ${t('atStake', { amount: money(one.at_stake, one.currency) })}` : ''}
      </span>
    </Link>
  );
}

function severity(of: string): string {
  if (of === 'high' || of === 'critical') return t('severe');
  return of === 'medium' ? t('medium') : t('low');
}
