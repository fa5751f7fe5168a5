/** The one router: where the app's addresses are put together. */
import { createRouter } from '@tanstack/react-router';
import { createElement } from 'react';
import { Failed, Loading } from '@/components/states/states';
import { parseSearch, stringifySearch } from '@/lib/search';
import { createQueryClient } from './query-client';
import { routeTree } from './routes';

export const queryClient = createQueryClient(() => {
  const { pathname, href } = router.state.location;
  if (pathname !== '/sign-in') void router.navigate({ to: '/sign-in', search: { next: href } });
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  parseSearch,
  stringifySearch,
  // What did not change in the address stays the same object, so that nothing is drawn for it.
  defaultStructuralSharing: true,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  defaultPendingMinMs: 200,
  scrollRestoration: true,
  defaultErrorComponent: ({ error, reset }) =>
    createElement(Failed, {
      error,
      onRetry: () => {
        reset();
        void router.invalidate();
      },
    }),
  defaultPendingComponent: () => createElement(Loading),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
