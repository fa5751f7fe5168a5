import { answered, api } from './client';

/** Sign the browser out; its cookie is worth nothing from then on. */
export function closeSession() {
  return answered(api.DELETE('/api/v1/auth/session'));
}
