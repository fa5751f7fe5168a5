/** Keys by which programs act here. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas } from '@/api/client';
import { keys } from './keys';

export type ApiKey = Schemas['KeyOut'];
export type Scope = Schemas['Scope'];

export function apiKeysQuery() {
  return queryOptions({
    queryKey: keys.of('api keys'),
    queryFn: async () => (await answered(api.GET('/api/v1/keys'))).rows,
  });
}

/** Make a key; its secret is in this answer and in no other. */
export function makeKey(name: string, scopes: Scope[], expiresAt: string | null) {
  return answered(
    api.POST('/api/v1/keys', {
      headers: once(),
      body: { name, scopes, expires_at: expiresAt },
    }),
  );
}

export function revokeKey(id: string) {
  return answered(api.DELETE('/api/v1/keys/{key_id}', { params: { path: { key_id: id } } }));
}
