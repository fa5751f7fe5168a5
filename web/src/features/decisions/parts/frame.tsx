/** The head of the three pages of decisions, and the way between them. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '@/components/page';
import { queueQuery } from '../api/list-plans';
import { recommendationsQuery } from '../api/list-recommendations';
import classes from '../decisions.module.css';
import { t } from '../words';

export function Frame({ children }: { children: ReactNode }) {
  const advice = useQuery(recommendationsQuery());
  const queue = useQuery(queueQuery());
  return (
    <Page title={t('title')} lead={t('lead')}>
      <nav className={classes.tabs} aria-label={t('title')}>
        <Tab to="/decisions" label={t('advice')} count={advice.data?.length} />
        <Tab to="/decisions/approvals" label={t('queue')} count={queue.data?.length} />
        <Tab to="/decisions/history" label={t('history')} />
      </nav>
      {children}
    </Page>
  );
}

function Tab({ to, label, count }: { to: string; label: string; count?: number }) {
  return (
    <Link to={to} className={classes.tab} activeOptions={{ exact: true, includeSearch: false }}>
      {label}
      {count ? <span className={classes.count}>{count}</span> : null}
    </Link>
  );
}
