/** The head of the pages of budgets, and the way between them. */
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '@/components/page';
import classes from '../budgets.module.css';
import { t } from '../words';

type Props = { actions?: ReactNode; children: ReactNode };

export function Frame({ actions, children }: Props) {
  return (
    <Page title={t('title')} lead={t('lead')} actions={actions}>
      <nav className={classes.tabs} aria-label={t('title')}>
        <Tab to="/budgets" label={t('pacing')} />
        <Tab to="/budgets/calendar" label={t('calendar')} />
        <Tab to="/budgets/planner" label={t('planner')} />
      </nav>
      {children}
    </Page>
  );
}

function Tab({
  to,
  label,
}: {
  to: '/budgets' | '/budgets/calendar' | '/budgets/planner';
  label: string;
}) {
  return (
    <Link to={to} className={classes.tab} activeOptions={{ exact: true, includeSearch: false }}>
      {label}
    </Link>
  );
}
