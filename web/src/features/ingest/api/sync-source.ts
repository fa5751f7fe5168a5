import { answered, api, once } from '@/api/client';

/** Bring what is new through a source; return the job. */
export function syncSource(name: string) {
  return answered(
    api.POST('/api/v1/sources/{name}/sync', {
      params: { path: { name } },
      headers: once(),
      body: { accounts: [], streams: [] },
    }),
  );
}
