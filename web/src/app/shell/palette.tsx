/** Everything that can be reached, by its name. */
import { useNavigate } from '@tanstack/react-router';
import { PRESETS, t as ranges, useChangeView } from '@/lib/view';
import { useColorScheme, useComputedColorScheme } from '@/ui/hooks';
import { CommandPalette } from '@/ui/palette';
import { t } from '../words';
import { NAV } from './nav-items';

type Props = { opened: boolean; onClose: () => void };

export default function Palette({ opened, onClose }: Props) {
  const navigate = useNavigate();
  const change = useChangeView();
  const { setColorScheme } = useColorScheme();
  const scheme = useComputedColorScheme('light');
  const pages = NAV.map(({ to, label }) => ({
    id: to,
    label: t(label),
    onClick: () => void navigate({ to }),
  }));
  const days = PRESETS.map(([letter, range]) => ({
    id: `range ${range}`,
    label: ranges(range),
    rightSection: letter,
    onClick: () => change({ range }),
  }));
  const look = {
    id: 'look',
    label: t('toggleTheme'),
    onClick: () => setColorScheme(scheme === 'dark' ? 'light' : 'dark'),
  };
  return (
    <CommandPalette
      opened={opened}
      onClose={onClose}
      placeholder={t('palette')}
      nothing={t('nothingFound')}
      groups={[
        { group: t('goTo'), actions: pages },
        { group: t('range'), actions: days },
        { group: t('appearance'), actions: [look] },
      ]}
    />
  );
}
