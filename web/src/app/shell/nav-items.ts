/** The parts of the app, in their order; a part appears here with its first page. */
import { IconHome2 } from '@tabler/icons-react';

export const NAV = [{ to: '/', label: 'overview', Icon: IconHome2 }] as const;
