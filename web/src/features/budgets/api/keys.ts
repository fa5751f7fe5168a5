import { queryKeys } from '@/lib/query-keys';

export const keys = queryKeys('budgets');
