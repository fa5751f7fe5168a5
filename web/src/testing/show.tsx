/** Shows a component as the app would: with its look, and a place for answers. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { Look } from '@/ui/provider';

export function show(children: ReactNode) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(
    <Look>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </Look>,
  );
}
