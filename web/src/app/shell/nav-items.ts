/** The parts of the app, in their order; a part appears here with its first page. */
import { IconCompass, IconGavel, IconHome2, IconSettings } from '@tabler/icons-react';

export const NAV = [
  { to: '/', label: 'overview', Icon: IconHome2 },
  { to: '/explore', label: 'explore', Icon: IconCompass },
  { to: '/decisions', label: 'decisions', Icon: IconGavel },
  { to: '/settings', label: 'settings', Icon: IconSettings },
] as const;
