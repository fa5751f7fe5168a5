/** Whether changes of an account are written to its platform, or only tried. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, once, versioned } from '@/api/client';
import { keys } from './keys';

export function modeQuery(connector: string, account: string) {
  return queryOptions({
    queryKey: keys.of('mode', `${connector}/${account}`),
    queryFn: () =>
      versioned(
        api.GET('/api/v1/accounts/{connector}/{account_id}/mode', {
          params: { path: { connector, account_id: account } },
        }),
      ),
  });
}

export function setMode(connector: string, account: string, live: boolean, etag: string) {
  return answered(
    api.PUT('/api/v1/accounts/{connector}/{account_id}/mode', {
      params: {
        path: { connector, account_id: account },
        header: { 'If-Match': etag },
      },
      headers: once(),
      body: { live, autopilot: [] },
    }),
  );
}
