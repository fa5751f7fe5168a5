/** All pages: a feature adds one line here, and its folder under `features/`. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { meQuery } from '@/api/me';
import { problemOf } from '@/api/problem';
import { exploreSearch } from '@/features/explore/search';
import { TILES } from '@/features/overview/figures';
import { choice, searchOf, text } from '@/lib/search';
import { lastView, VIEW, viewSearch } from '@/lib/view';
import { workspace } from '@/lib/workspace';
import { beginAtStart } from './first-run';
import { Missing } from './missing';
import { Shell } from './shell/shell';

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  notFoundComponent: Missing,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: searchOf({ next: text }),
  component: lazyRouteComponent(() => import('@/features/accounts/sign-in'), 'SignIn'),
});

const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  validateSearch: searchOf({ token: text }),
  component: lazyRouteComponent(() => import('@/features/accounts/join'), 'Join'),
});

const shell = createRoute({
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

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: beginAtStart,
  validateSearch: searchOf({ metric: choice(TILES), trend: choice(['table']) }),
  component: lazyRouteComponent(() => import('@/features/overview/page'), 'Overview'),
});

const explore = createRoute({
  getParentRoute: () => shell,
  path: '/explore',
  validateSearch: exploreSearch,
  component: lazyRouteComponent(() => import('@/features/explore/page'), 'Explore'),
});

const start = createRoute({
  getParentRoute: () => shell,
  path: '/start',
  validateSearch: searchOf({ job: text }),
  component: lazyRouteComponent(() => import('@/features/ingest/start'), 'Start'),
});
const startFile = createRoute({
  getParentRoute: () => shell,
  path: '/start/file',
  component: lazyRouteComponent(() => import('@/features/ingest/import-page'), 'Import'),
});
const startConnect = createRoute({
  getParentRoute: () => shell,
  path: '/start/connect',
  validateSearch: searchOf({ platform: text, source: text }),
  component: lazyRouteComponent(() => import('@/features/ingest/connect-page'), 'Connect'),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('@/features/settings/frame'), 'Settings'),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/settings/sources' });
  },
});
const sources = createRoute({
  getParentRoute: () => settings,
  path: '/sources',
  component: lazyRouteComponent(() => import('@/features/ingest/sources'), 'Sources'),
});
const people = createRoute({
  getParentRoute: () => settings,
  path: '/people',
  component: lazyRouteComponent(() => import('@/features/settings/people'), 'People'),
});
const apiKeys = createRoute({
  getParentRoute: () => settings,
  path: '/keys',
  component: lazyRouteComponent(() => import('@/features/settings/api-keys'), 'ApiKeys'),
});
const catalogue = createRoute({
  getParentRoute: () => settings,
  path: '/metrics',
  validateSearch: searchOf({
    find: text,
    open: text,
    kind: choice(['metric', 'dimension', 'window', 'rule']),
  }),
  component: lazyRouteComponent(() => import('@/features/settings/catalogue'), 'Catalogue'),
});
const workspaces = createRoute({
  getParentRoute: () => settings,
  path: '/workspace',
  component: lazyRouteComponent(() => import('@/features/settings/workspace'), 'Workspace'),
});
const targets = createRoute({
  getParentRoute: () => settings,
  path: '/targets',
  component: lazyRouteComponent(() => import('@/features/settings/targets'), 'Targets'),
});
const limits = createRoute({
  getParentRoute: () => settings,
  path: '/limits',
  validateSearch: searchOf({ account: text }),
  component: lazyRouteComponent(() => import('@/features/settings/limits'), 'Limits'),
});
const audit = createRoute({
  getParentRoute: () => settings,
  path: '/audit',
  validateSearch: searchOf({ subject: text, request: text }),
  component: lazyRouteComponent(() => import('@/features/settings/audit'), 'Audit'),
});

const decisions = createRoute({
  getParentRoute: () => shell,
  path: '/decisions',
  component: lazyRouteComponent(
    () => import('@/features/decisions/advice-page'),
    'Recommendations',
  ),
});
const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/decisions/approvals',
  validateSearch: searchOf({ plan: text }),
  component: lazyRouteComponent(() => import('@/features/decisions/queue-page'), 'Approvals'),
});
const changes = createRoute({
  getParentRoute: () => shell,
  path: '/decisions/history',
  validateSearch: searchOf({ by: choice(['ours', 'others', 'platform']) }),
  component: lazyRouteComponent(() => import('@/features/decisions/history-page'), 'History'),
});

export const routeTree = root.addChildren([
  signIn,
  join,
  shell.addChildren([
    explore,
    home,
    start,
    startFile,
    startConnect,
    decisions,
    approvals,
    changes,
    settings.addChildren([
      settingsHome,
      sources,
      people,
      apiKeys,
      catalogue,
      workspaces,
      targets,
      limits,
      audit,
    ]),
  ]),
]);
