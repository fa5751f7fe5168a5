import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas } from '@/api/client';
import { queryKeys } from '@/lib/query-keys';

export type SavedView = Schemas['ViewOut'];
export const viewKeys = queryKeys('views');

/** The views that are saved in the workspace, by name. */
export function viewsQuery() {
  return queryOptions({
    queryKey: viewKeys.of('list'),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/reports/views', { params: { query: { limit: 200 } } })))
        .rows,
    staleTime: 60_000,
  });
}

/** Save what is shown as a view that everybody in the workspace can open. */
export function saveView(body: Schemas['ViewIn']) {
  return answered(api.POST('/api/v1/reports/views', { body, headers: once() }));
}

/** Call a view otherwise; what it asks stays. */
export function renameView(view: SavedView, name: string) {
  const { metrics, by, where, range, compare, currency } = view;
  return answered(
    api.PUT('/api/v1/reports/views/{view_id}', {
      params: { path: { view_id: view.id } },
      headers: { 'If-Match': tag(view), ...once() },
      body: { name, metrics, by, where, range, compare, currency },
    }),
  );
}

/** Forget a view; reports that were made of it stay. */
export function removeView(view: SavedView) {
  return answered(
    api.DELETE('/api/v1/reports/views/{view_id}', {
      params: { path: { view_id: view.id } },
      headers: { 'If-Match': tag(view) },
    }),
  );
}

function tag({ version }: SavedView): string {
  return `"v${version}"`;
}
