import { answered, api, type Schemas } from '@/api/client';

/** Join a workspace by the token of an invitation. */
export function acceptInvitation(body: Schemas['Accept']) {
  return answered(api.POST('/api/v1/auth/accept-invitation', { body }));
}
