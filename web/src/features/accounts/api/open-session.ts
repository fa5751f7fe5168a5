import { answered, api, type Schemas } from '@/api/client';

/** Sign the browser in; the server sets the cookie. */
export function openSession(body: Schemas['Login']) {
  return answered(api.POST('/api/v1/auth/session', { body }));
}
