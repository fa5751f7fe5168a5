/** Where a workspace without data begins: not on a page of empty figures. */
import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { newestDataQuery } from '@/features/ingest/api/progress';
import { keep, kept, workspace } from '@/lib/workspace';

/** @throws a redirect to the first screen if nothing was ever brought into the workspace. */
export async function beginAtStart({ context }: { context: { queryClient: QueryClient } }) {
  const remembered = `adhelm.has-data.${workspace.current}`;
  if (kept(remembered)) return;
  const newest = await context.queryClient
    .fetchQuery({ ...newestDataQuery(), staleTime: 0 })
    .catch(() => undefined);
  if (newest) keep(remembered, 'yes');
  if (newest === null) throw redirect({ to: '/start' });
}
