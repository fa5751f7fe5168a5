import { answered, api } from '@/api/client';
import { workspace } from '@/lib/workspace';

/** Say that the days of these accounts are this workspace's. */
export function giveAccounts(name: string, ids: readonly string[], etag: string) {
  return answered(
    api.PUT('/api/v1/sources/{name}/accounts', {
      params: { path: { name }, header: { 'If-Match': etag } },
      body: {
        assignments: ids.map((id) => ({ account_id: id, workspace_id: workspace.current })),
      },
    }),
  );
}
