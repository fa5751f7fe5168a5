/** Rules and alerts, beside each other. */
import { Link, Outlet } from '@tanstack/react-router';
import { Page } from '@/components/page';
import classes from './automations.module.css';
import { t } from './words';

export function Automations() {
  return (
    <Page title={t('automations')}>
      <nav className={classes.pages} aria-label={t('automations')}>
        <Link to="/automations/rules" className={classes.page}>
          {t('rules')}
        </Link>
        <Link to="/automations/alerts" className={classes.page}>
          {t('alerts')}
        </Link>
      </nav>
      <Outlet />
    </Page>
  );
}
