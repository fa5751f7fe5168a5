/** The way around, on the left. */

import { Link } from '@tanstack/react-router';
import mark from '@/ui/mark.svg';
import { t } from '../words';
import { NAV } from './nav-items';
import { Person } from './person';
import classes from './shell.module.css';

export function Nav() {
  return (
    <nav className={classes.nav} aria-label={t('main')}>
      <Link to="/" className={classes.brand}>
        <img src={mark} alt="" width={26} height={26} />
        <span className={classes.label}>Adhelm</span>
      </Link>
      {NAV.map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.item}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{t(label)}</span>
        </Link>
      ))}
      <div className={classes.foot}>
        <Person />
      </div>
    </nav>
  );
}
