/** Who is signed in: appearance, and the way out. */
import { IconDeviceDesktop, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { closeSession } from '@/api/close-session';
import { meQuery } from '@/api/me';
import { workspace } from '@/lib/workspace';
import { UnstyledButton } from '@/ui/buttons';
import { useColorScheme } from '@/ui/hooks';
import { Menu } from '@/ui/overlays';
import { t } from '../words';
import classes from './shell.module.css';

const SCHEMES = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;

export function Person() {
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useColorScheme();
  const role = me?.workspaces.find((one) => one.id === workspace.current)?.role;
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes.item} w="100%">
          <IconUser size={18} stroke={1.7} aria-hidden />
          <span className={classes.label}>{me?.username ?? t('account')}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {role ? <Menu.Label>{t('roleHere', { role })}</Menu.Label> : null}
        <Menu.Label>{t('appearance')}</Menu.Label>
        {SCHEMES.map(([scheme, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden />}
            fw={scheme === colorScheme ? 600 : 400}
            onClick={() => setColorScheme(scheme)}
          >
            {t(scheme)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => void closeSession().finally(() => globalThis.location.assign('/sign-in'))}
        >
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
