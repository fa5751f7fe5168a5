/** What surrounds each page of the settings: the way between them. */
import { Link, Outlet } from '@tanstack/react-router';
import { Page } from '@/components/page';
import classes from './settings.module.css';
import { t } from './words';

const PAGES = [
  'sources',
  'people',
  'keys',
  'metrics',
  'workspace',
  'targets',
  'limits',
  'audit',
] as const;

export function Settings() {
  return (
    <Page title={t('settings')}>
      <nav className={classes.pages} aria-label={t('settings')}>
        {PAGES.map((one) => (
          <Link key={one} to={`/settings/${one}`} className={classes.page}>
            {t(one)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </Page>
  );
}
