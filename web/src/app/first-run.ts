/** Where a workspace without data begins: not on a page of empty figures. */
import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { newestDataQuery } from '@/features/ingest/api/progress';
import { askAhead } from '@/features/overview/questions';
import { type ViewSearch, viewOf } from '@/lib/view';
import { keep, kept, workspace } from '@/lib/workspace';

type Going = { context: { queryClient: QueryClient }; search: ViewSearch };

/** @throws a redirect to the first screen if nothing was ever brought into the workspace. */
export async function beginAtStart({ context, search }: Going) {
  askAhead(context.queryClient, viewOf(search));
  const remembered = `adhelm.has-data.${workspace.current}`;
  if (kept(remembered)) return;
  const newest = await context.queryClient
    .fetchQuery({ ...newestDataQuery(), staleTime: 0 })
    .catch(() => undefined);
  if (newest) keep(remembered, 'yes');
  if (newest === null) throw redirect({ to: '/start' });
}
