/** The pages of rules, alerts and new campaigns. */
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { choice, searchOf, text } from '@/lib/search';
import { shell } from './frame';

const automations = createRoute({
  getParentRoute: () => shell,
  path: '/automations',
  component: lazyRouteComponent(() => import('@/features/automations/frame'), 'Automations'),
});
const automationsHome = createRoute({
  getParentRoute: () => automations,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/automations/rules' });
  },
});
const rules = createRoute({
  getParentRoute: () => automations,
  path: '/rules',
  component: lazyRouteComponent(() => import('@/features/automations/rules/list'), 'Rules'),
});
const rule = createRoute({
  getParentRoute: () => automations,
  path: '/rules/$rule',
  component: lazyRouteComponent(() => import('@/features/automations/rules/page'), 'RulePage'),
});
const alerts = createRoute({
  getParentRoute: () => automations,
  path: '/alerts',
  validateSearch: searchOf({
    show: choice(['open', 'snoozed', 'resolved', 'everything']),
    alert: text,
  }),
  component: lazyRouteComponent(() => import('@/features/automations/alerts/inbox'), 'Inbox'),
});

export const automationsRoutes = automations.addChildren([automationsHome, rules, rule, alerts]);

const create = createRoute({
  getParentRoute: () => shell,
  path: '/create',
  component: lazyRouteComponent(() => import('@/features/create/page'), 'Create'),
});
const newCampaign = createRoute({
  getParentRoute: () => shell,
  path: '/create/new',
  component: lazyRouteComponent(() => import('@/features/create/new-campaign'), 'NewCampaign'),
});
const campaign = createRoute({
  getParentRoute: () => shell,
  path: '/create/$campaign',
  component: lazyRouteComponent(() => import('@/features/create/campaign'), 'CampaignPage'),
});

export const createRoutes = [create, newCampaign, campaign] as const;
