/** The parts of the app, in their order; a part appears here with its first page. */
import {
  IconBolt,
  IconCompass,
  IconGavel,
  IconHome2,
  IconPlus,
  IconSettings,
  IconWallet,
} from '@tabler/icons-react';

export const NAV = [
  { to: '/', label: 'overview', Icon: IconHome2 },
  { to: '/explore', label: 'explore', Icon: IconCompass },
  { to: '/budgets', label: 'budgets', Icon: IconWallet },
  { to: '/decisions', label: 'decisions', Icon: IconGavel },
  { to: '/automations', label: 'automations', Icon: IconBolt },
  { to: '/create', label: 'create', Icon: IconPlus },
  { to: '/settings', label: 'settings', Icon: IconSettings },
] as const;
