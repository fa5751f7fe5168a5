/** All pages: a feature adds one line here, and its folder under `features/`. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { exploreSearch } from '@/features/explore/search';
import { TILES } from '@/features/overview/figures';
import { Overview } from '@/features/overview/page';
import { choice, searchOf, text } from '@/lib/search';
import { automationsRoutes, createRoutes } from './automations-routes';
import { beginAtStart } from './first-run';
import { root, shell } from './frame';
import { settingsRoutes } from './settings-routes';

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

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: beginAtStart,
  validateSearch: searchOf({ metric: choice(TILES), trend: choice(['table']) }),
  // Not fetched apart: most visits begin here.
  component: Overview,
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

const budgets = createRoute({
  getParentRoute: () => shell,
  path: '/budgets',
  validateSearch: searchOf({ month: text }),
  component: lazyRouteComponent(() => import('@/features/budgets/page'), 'Budgets'),
});
const budgetCalendar = createRoute({
  getParentRoute: () => shell,
  path: '/budgets/calendar',
  validateSearch: searchOf({ month: text, budget: text }),
  component: lazyRouteComponent(() => import('@/features/budgets/calendar-page'), 'Calendar'),
});
const planner = createRoute({
  getParentRoute: () => shell,
  path: '/budgets/planner',
  validateSearch: searchOf({ pool: text }),
  component: lazyRouteComponent(() => import('@/features/budgets/planner-page'), 'Planner'),
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
const propose = createRoute({
  getParentRoute: () => shell,
  path: '/decisions/propose',
  validateSearch: searchOf({ level: text, entity: text, account: text, why: text }),
  component: lazyRouteComponent(() => import('@/features/decisions/propose-page'), 'Propose'),
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
    budgets,
    budgetCalendar,
    planner,
    decisions,
    approvals,
    propose,
    changes,
    automationsRoutes,
    ...createRoutes,
    settingsRoutes,
  ]),
]);
