/** What surrounds the app: the theme, the colour scheme, and where notices appear. */
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { theme, variables } from './theme';
import './styles';

const scheme = localStorageColorSchemeManager({ key: 'adhelm.theme' });

export function Look({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={scheme}
      defaultColorScheme="auto"
    >
      {children}
      <Notifications position="bottom-right" autoClose={6000} limit={4} />
    </MantineProvider>
  );
}
