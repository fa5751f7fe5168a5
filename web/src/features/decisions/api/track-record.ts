/** How right each recommender was so far. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type TrackRecord = Schemas['adhelm__learn__outcomes__routes__RecordOut'];

export function trackRecordQuery() {
  return queryOptions({
    queryKey: keys.of('track-record'),
    queryFn: async () => (await answered(api.GET('/api/v1/track-record'))).rows,
    staleTime: 300_000,
  });
}
