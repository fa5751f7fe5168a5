/** The way around on a phone: the first four parts, and the others behind a button. */
import { IconDots } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { UnstyledButton } from '@/ui/buttons';
import { Menu } from '@/ui/overlays';
import { t } from '../words';
import { NAV } from './nav-items';
import classes from './shell.module.css';

const SHOWN = 4;

export function TabBar() {
  const navigate = useNavigate();
  const more = NAV.slice(SHOWN);
  return (
    <nav className={classes.tabs} aria-label={t('main')}>
      {NAV.slice(0, SHOWN).map(({ to, label, Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.tab}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon size={20} stroke={1.7} aria-hidden />
          <span>{t(label)}</span>
        </Link>
      ))}
      {more.length ? (
        <Menu position="top-end">
          <Menu.Target>
            <UnstyledButton className={classes.tab}>
              <IconDots size={20} aria-hidden />
              <span>{t('menu')}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(({ to, label, Icon }) => (
              <Menu.Item
                key={to}
                leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
                onClick={() => void navigate({ to })}
              >
                {t(label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </nav>
  );
}
