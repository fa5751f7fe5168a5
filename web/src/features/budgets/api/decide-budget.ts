import { answered, api, once } from '@/api/client';

type Asked = { id: string; version: number; approve: boolean };

/** Let the version that was looked at hold, or turn it down. */
export function decideBudget({ id, version, approve }: Asked) {
  const sent = {
    params: { path: { budget_id: id }, header: once() },
    body: { version, why: '' },
  };
  return answered(
    approve
      ? api.POST('/api/v1/budgets/{budget_id}/approve', sent)
      : api.POST('/api/v1/budgets/{budget_id}/reject', sent),
  );
}
