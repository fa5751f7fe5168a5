import { answered, api, once } from '@/api/client';

/** Make a workspace; whoever does is its administrator. */
export function makeWorkspace(id: string, name: string) {
  return answered(api.POST('/api/v1/workspaces', { headers: once(), body: { id, name } }));
}
