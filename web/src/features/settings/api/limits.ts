/** What holds for every change of money here, and wishes to loosen it. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, type Schemas, versioned } from '@/api/client';
import { keys } from './keys';

export type Limits = Schemas['LimitsOut'];
export type Wish = Schemas['RequestOut'];

/** The limits of a place: '' is the whole workspace, else `connector/account`. */
export function limitsQuery(account: string) {
  return queryOptions({
    queryKey: keys.of('limits', account),
    queryFn: () => versioned(api.GET('/api/v1/limits', { params: { query: { account } } })),
  });
}

export function setLimits(
  account: string,
  limits: Schemas['LimitsSet'],
  reason: string,
  etag: string,
) {
  return answered(
    api.PUT('/api/v1/limits', {
      params: { header: { 'If-Match': etag } },
      headers: once(),
      body: { account, entity: '', limits, reason },
    }),
  );
}

export function wishesQuery() {
  return queryOptions({
    queryKey: keys.of('wishes'),
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/limits/requests', { params: { query: { state: 'pending' } } }),
        )
      ).rows,
  });
}

export function decideWish(id: string, verdict: 'confirm' | 'reject') {
  const options = {
    params: { path: { request_id: id } },
    headers: once(),
    body: { reason: '' },
  };
  return verdict === 'confirm'
    ? answered(api.POST('/api/v1/limits/requests/{request_id}/confirm', options))
    : answered(api.POST('/api/v1/limits/requests/{request_id}/reject', options));
}
