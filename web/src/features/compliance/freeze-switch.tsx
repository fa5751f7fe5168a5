/** The stop switch in the top bar: what stands still, since when, by whom; and how to stop more. */
import { IconSnowflake } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/ui/buttons';
import { Loader } from '@/ui/feedback';
import { Popover } from '@/ui/overlays';
import { Text } from '@/ui/text';
import { breakersQuery } from './api/list-breakers';
import { freezesQuery, type Stop } from './api/list-freezes';
import type { Kind } from './freeze-panel';
import { label, standing } from './stops';
import { t } from './words';

const Panel = lazy(() => import('./freeze-panel'));
const LiftModal = lazy(() => import('./lift-modal'));

export function FreezeSwitch() {
  const { data: freezes = [] } = useQuery(freezesQuery());
  const { data: breakers = [] } = useQuery(breakersQuery());
  const [opened, setOpened] = useState(false);
  const [lifting, setLifting] = useState<[Stop, Kind] | null>(null);
  const isRunning = standing(freezes, breakers) === 'running';
  const name = label(freezes, breakers);
  return (
    <>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-end"
        width={360}
        shadow="md"
        trapFocus
      >
        <Popover.Target>
          <Button
            variant={isRunning ? 'default' : 'filled'}
            color={isRunning ? undefined : 'red'}
            flex="none"
            leftSection={<IconSnowflake size={15} aria-hidden />}
            aria-label={name}
            onClick={() => setOpened(!opened)}
          >
            <Text span size="xs" fw={600} visibleFrom={isRunning ? 'lg' : undefined}>
              {name}
            </Text>
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Text size="sm" fw={600} mb={4}>
            {t('title')}
          </Text>
          <Suspense fallback={<Loader size="sm" />}>
            <Panel
              freezes={freezes}
              breakers={breakers}
              onLift={(stop, kind) => {
                setOpened(false);
                setLifting([stop, kind]);
              }}
            />
          </Suspense>
        </Popover.Dropdown>
      </Popover>
      {lifting ? (
        <Suspense fallback={null}>
          <LiftModal stop={lifting[0]} kind={lifting[1]} onClose={() => setLifting(null)} />
        </Suspense>
      ) : null}
    </>
  );
}
