import { answered, api, once, type Schemas } from '@/api/client';

/** Connect a platform: its credential is sealed, and never told again. */
export function addSource(body: Schemas['SourceIn']) {
  return answered(api.POST('/api/v1/sources', { headers: once(), body }));
}
