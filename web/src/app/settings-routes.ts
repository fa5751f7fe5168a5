/** The pages of the settings. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { choice, searchOf, text } from '@/lib/search';
import { shell } from './frame';

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

export const settingsRoutes = settings.addChildren([
  settingsHome,
  sources,
  people,
  apiKeys,
  catalogue,
  workspaces,
  targets,
  limits,
  audit,
]);
