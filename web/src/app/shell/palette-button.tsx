/** Opens the palette; ⌘K does too. What it shows is fetched when it is first wanted. */
import { IconSearch } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '@/ui/buttons';
import { useHotkeys } from '@/ui/hooks';
import { Kbd, Text } from '@/ui/text';
import { t } from '../words';

const Palette = lazy(() => import('./palette'));

export function PaletteButton() {
  const [opened, setOpened] = useState(false);
  const [wanted, setWanted] = useState(false);
  function open() {
    setWanted(true);
    setOpened(true);
  }
  useHotkeys([['mod+K', open]], []);
  return (
    <>
      <Button
        variant="default"
        flex="none"
        leftSection={<IconSearch size={15} aria-hidden />}
        onClick={open}
        title={t('palette')}
      >
        <Text span size="xs" c="dimmed" visibleFrom="md">
          {t('paletteShort')} <Kbd size="xs">⌘K</Kbd>
        </Text>
      </Button>
      {wanted ? (
        <Suspense fallback={null}>
          <Palette opened={opened} onClose={() => setOpened(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
