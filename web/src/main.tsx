import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient, router } from '@/app/router';
import { locale } from '@/lib/locale';
import { renewOnUpgrade } from '@/lib/renewing';
import { Look } from '@/ui/provider';

renewOnUpgrade();
const root = document.getElementById('root');
if (root) {
  document.documentElement.dataset.locale = locale;
  createRoot(root).render(
    <StrictMode>
      <Look>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </Look>
    </StrictMode>,
  );
}
