/** Which metrics are columns: sets to begin with, a search, and the density of rows. */
import { IconColumns3 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { catalogueQuery } from '@/api/metrics';
import { metricName } from '@/lib/metrics';
import { Button } from '@/ui/buttons';
import { Checkbox, Switch, TextInput } from '@/ui/inputs';
import { Divider, Group, Stack } from '@/ui/layout';
import { Popover } from '@/ui/overlays';
import { Text } from '@/ui/text';
import classes from '../explore.module.css';
import { DEFAULT, SETS } from '../rows';
import type { ExploreSearch } from '../search';
import { t } from '../words';

const route = getRouteApi('/shell/explore');

export function Columns() {
  const { metrics, density } = route.useSearch({
    select: ({ metrics = DEFAULT, density }) => ({ metrics, density }),
    structuralSharing: true,
  });
  const navigate = route.useNavigate();
  const [wanted, setWanted] = useState('');
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const found = catalogue.filter(
    (one) =>
      one.kind === 'metric' &&
      `${one.name} ${metricName(one.name)} ${one.what}`
        .toLowerCase()
        .includes(wanted.toLowerCase()),
  );

  function change(changed: ExploreSearch) {
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  }
  function toggle(name: string) {
    const next = metrics.includes(name)
      ? metrics.filter((one) => one !== name)
      : [...metrics, name];
    if (next.length) change({ metrics: next });
  }
  return (
    <Popover position="bottom-end" width={340} shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns3 size={15} aria-hidden />}>
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Group gap={6}>
            {(Object.keys(SETS) as (keyof typeof SETS)[]).map((name) => (
              <Button
                key={name}
                size="compact-xs"
                variant="light"
                onClick={() => change({ metrics: [...SETS[name]] })}
              >
                {t(name)}
              </Button>
            ))}
          </Group>
          <TextInput
            size="xs"
            aria-label={t('findColumn')}
            placeholder={t('findColumn')}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          <div className={classes.choices}>
            {found.map((one) => (
              <Checkbox
                key={one.name}
                size="xs"
                label={metricName(one.name)}
                description={one.what}
                checked={metrics.includes(one.name)}
                onChange={() => toggle(one.name)}
              />
            ))}
          </div>
          <Divider />
          <Group justify="space-between">
            <Switch
              size="xs"
              label={t('dense')}
              checked={density === 'dense'}
              onChange={() => change({ density: density ? undefined : 'dense' })}
            />
            <Text size="xs" c="dimmed">
              {t('chosenColumns', { count: metrics.length })}
            </Text>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
