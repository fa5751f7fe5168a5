/** What was done or refused, by whom, and whether the record is whole. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type Entry = Schemas['EntryOut'];
export type AuditAsked = { subject: string; request: string };

const PAGE = 100;

export function auditQuery({ subject, request }: AuditAsked) {
  return infiniteQueryOptions({
    queryKey: keys.of('audit', { subject, request }),
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/audit', {
          params: { query: { subject, request_id: request, limit: PAGE, cursor: pageParam } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
}

/** Return the whole chain as NDJSON, for `adhelm audit verify`. */
export function exportAudit() {
  return answered(
    api.GET('/api/v1/audit/export', { parseAs: 'blob' }),
  ) as Promise<unknown> as Promise<Blob>;
}

/** Say whether each entry still carries the hash of the one before. */
export function verifyAudit() {
  return answered(api.GET('/api/v1/audit/verification'));
}
