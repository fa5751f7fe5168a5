/** Which platforms and accounts are looked at. */
import { IconFilter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { platformsQuery } from '@/api/platforms';
import { platformName } from '@/lib/names';
import { useChangeView, useView, type View } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { Checkbox } from '@/ui/inputs';
import { Group, Stack } from '@/ui/layout';
import { Popover } from '@/ui/overlays';
import { t } from '../words';
import classes from './shell.module.css';

export function Filter() {
  const view = useView();
  const change = useChangeView();
  const { data = [] } = useQuery(platformsQuery());
  const connected = data.filter((one) => one.accounts.length > 0);
  const isOn = view.platforms.length + view.accounts.length > 0;

  return (
    <Popover position="bottom-start" width={300} shadow="md" trapFocus>
      <Popover.Target>
        <Button
          variant={isOn ? 'light' : 'default'}
          leftSection={<IconFilter size={15} aria-hidden />}
          title={t('filter')}
          flex="none"
        >
          {said(view)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={14} className={classes.accountsList}>
          {connected.map((platform) => (
            <Stack key={platform.name} gap={10}>
              <Checkbox
                label={platformName(platform.name)}
                checked={view.platforms.includes(platform.name)}
                onChange={() => change({ platforms: toggled(view.platforms, platform.name) })}
              />
              {platform.accounts.map((account) => {
                const id = `${platform.name}/${account.account_id}`;
                return (
                  <Checkbox
                    key={id}
                    className={classes.indent}
                    size="xs"
                    label={`${account.name || account.account_id} · ${account.currency}`}
                    checked={view.accounts.includes(id)}
                    onChange={() => change({ accounts: toggled(view.accounts, id) })}
                  />
                );
              })}
            </Stack>
          ))}
        </Stack>
        {isOn ? (
          <Group justify="flex-end" mt="xs">
            <Button variant="subtle" onClick={() => change({ platforms: [], accounts: [] })}>
              {t('clear')}
            </Button>
          </Group>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}

function toggled(all: readonly string[], one: string): string[] {
  return all.includes(one) ? all.filter((other) => other !== one) : [...all, one];
}

function said({ platforms, accounts }: View): string {
  const parts = [];
  if (platforms.length === 1 && platforms[0]) parts.push(platformName(platforms[0]));
  else if (platforms.length) parts.push(t('platforms', { count: platforms.length }));
  if (accounts.length) parts.push(t('accounts', { count: accounts.length }));
  return parts.join(', ') || t('allPlatforms');
}
