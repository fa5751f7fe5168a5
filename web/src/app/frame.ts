/** What all pages hang from: the root, and the shell that knows who looks at which workspace. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { meQuery } from '@/api/me';
import { problemOf } from '@/api/problem';
import { lastView, VIEW, viewSearch } from '@/lib/view';
import { workspace } from '@/lib/workspace';
import { Missing } from './missing';
import { Shell } from './shell/shell';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: Missing,
});

export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  validateSearch: viewSearch,
  search: { middlewares: [retainSearchParams([...VIEW])] },
  beforeLoad: async ({ context, search, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      if (problemOf(error).status !== 401) throw error;
      throw redirect({ to: '/sign-in', search: { next: location.href } });
    });
    const ids = me.workspaces.map((one) => one.id);
    const wanted = search.w ?? workspace.last();
    workspace.enter(ids.includes(wanted) || search.w ? wanted : (ids[0] ?? ''));
    if (search.w && search.range) return;
    const view = { ...lastView(), ...search, w: workspace.current };
    throw redirect({
      to: location.pathname,
      search: { ...location.search, ...view },
      replace: true,
    });
  },
  component: Shell,
});
