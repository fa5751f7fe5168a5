import { answered, api, once } from '@/api/client';

export type Decision = 'erase' | 'keep' | 'discard';

/** Settle what becomes of entities that a file lacks. */
export function decideImport(id: string, decision: Decision) {
  return answered(
    api.POST('/api/v1/imports/{import_id}/decide', {
      params: { path: { import_id: id } },
      headers: once(),
      body: { decision },
    }),
  );
}
