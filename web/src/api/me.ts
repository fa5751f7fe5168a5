/** Who is signed in, and what they may do in the workspace that is looked at. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { workspace } from '@/lib/workspace';
import { answered, api, type Schemas } from './client';

export type Me = Schemas['MeOut'];
export type Role = Schemas['Role'];
type Right = 'read' | 'write' | 'propose' | 'approve' | 'admin';

const RIGHTS: Record<Role, readonly Right[]> = {
  viewer: ['read'],
  analyst: ['read', 'write'],
  operator: ['read', 'write', 'propose'],
  approver: ['read', 'write', 'propose', 'approve'],
  admin: ['read', 'write', 'propose', 'approve', 'admin'],
};

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answered(api.GET('/api/v1/auth/me')),
  staleTime: 60_000,
});

/** Say whether the person may do this here. The server decides; this only greys things out. */
export function useMay(right: Right): boolean {
  const { data } = useQuery(meQuery);
  const role = data?.workspaces.find((one) => one.id === workspace.current)?.role;
  return role ? RIGHTS[role].includes(right) : false;
}
