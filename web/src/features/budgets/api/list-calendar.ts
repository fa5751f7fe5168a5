/** Days unlike others: promotions, holidays, outages. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schemas } from '@/api/client';
import { keys } from './keys';

export type SpecialDay = Schemas['adhelm__observe__plans__routes__calendar__DayOut'];

export function calendarQuery(from: string, to: string) {
  return queryOptions({
    queryKey: keys.of('calendar', { from, to }),
    queryFn: async () =>
      (await answered(api.GET('/api/v1/calendar', { params: { query: { from, to, limit: 500 } } })))
        .rows,
    staleTime: 300_000,
  });
}
