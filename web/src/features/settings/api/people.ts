/** The people of the workspace: who is in, as what; inviting, changing, taking out. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Member = Schemas['MemberOut'];
export type Role = Schemas['Role'];

export function peopleQuery() {
  return queryOptions({
    queryKey: keys.of('people'),
    queryFn: async () => (await answered(api.GET('/api/v1/people'))).rows,
  });
}

/** Invite somebody; the token in the answer is never shown again. */
export function invite(email: string, role: Role) {
  return answered(
    api.POST('/api/v1/people/invitations', { headers: once(), body: { email, role } }),
  );
}

export function changeRole(member: Member, role: Role) {
  const { id, accounts, staff } = member;
  return answered(
    api.PATCH('/api/v1/people/{person_id}', {
      params: { path: { person_id: id } },
      body: { role, accounts, staff },
    }),
  );
}

/** Take somebody out of the workspace. */
export function takeOut(id: string) {
  return answered(
    api.DELETE('/api/v1/people/{person_id}', { params: { path: { person_id: id } } }),
  );
}
