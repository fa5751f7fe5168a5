/** What the overview asks of the figures; asked for as soon as somebody is on their way to it. */
import type { QueryClient } from '@tanstack/react-query';
import { alertsQuery } from '@/api/alerts';
import { catalogueQuery } from '@/api/metrics';
import { askQuery } from '@/api/query';
import type { View } from '@/lib/view';
import { waitingQuery } from './api/waiting';
import { TILES } from './figures';

export const SIDE = ['spend', 'conversions', 'cpa', 'conversion_value', 'roas'] as const;

export function totalsQuery(view: View) {
  return askQuery(view, { metrics: [...TILES] });
}

export function dailyQuery(view: View) {
  return askQuery(view, { metrics: [...TILES], by: ['date'], sort: ['date'] });
}

export function platformsQuery(view: View) {
  return askQuery(view, { metrics: [...SIDE], by: ['platform'], sort: ['-spend'] });
}

/** Ask for all of it at once, so that no part waits for another to be drawn. */
export function askAhead(client: QueryClient, view: View): void {
  void client.prefetchQuery(totalsQuery(view));
  void client.prefetchQuery(dailyQuery(view));
  void client.prefetchQuery(platformsQuery(view));
  void client.prefetchQuery(catalogueQuery());
  void client.prefetchQuery(waitingQuery());
  void client.prefetchQuery(alertsQuery());
}
