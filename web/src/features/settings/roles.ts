import type { Role } from './api/people';

export const ROLES: readonly Role[] = ['viewer', 'analyst', 'operator', 'approver', 'admin'];
