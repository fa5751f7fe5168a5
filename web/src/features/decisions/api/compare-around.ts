/** What a thing spent and brought on whole days before a change and after it. */
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '@/api/client';
import type { Answer, Row } from '@/api/query';
import { quoted } from '@/lib/view';
import { keys } from './keys';

export const METRICS = ['spend', 'conversions', 'cpa', 'roas'] as const;
export type Around = { before: Row | null; after: Row | null };
type Asked = { level: string; entity: string; currency: string; before: string; after: string };

export function aroundQuery(asked: Asked) {
  return queryOptions({
    queryKey: keys.of('around', asked),
    queryFn: async (): Promise<Around> => {
      const [before, after] = await Promise.all([
        one(asked, asked.before),
        one(asked, asked.after),
      ]);
      return { before, after };
    },
    staleTime: 300_000,
  });
}

/** Return the totals of the days; null where nothing was collected. */
async function one({ level, entity, currency }: Asked, range: string): Promise<Row | null> {
  const body = {
    metrics: [...METRICS],
    by: [],
    where: `${level === 'ad_group' ? 'ad_group_id' : 'campaign_id'} in (${quoted(entity)})`,
    range,
    currency,
  };
  const told = await answered(api.POST('/api/v1/query', { body: body as never }));
  return (told as unknown as Answer).rows[0] ?? null;
}

/** Return the last day of which the platforms have told everything. */
export function lastDayQuery() {
  return queryOptions({
    queryKey: keys.of('last-day'),
    queryFn: async () => {
      const body = { metrics: ['spend'], by: ['date'], range: '28d', currency: 'EUR' };
      const told = await answered(api.POST('/api/v1/query', { body: body as never }));
      const rows = (told as unknown as Answer).rows;
      const days = rows.filter((row) => row.spend !== null).map((row) => String(row.date));
      return days.sort().at(-1) ?? '';
    },
    staleTime: 300_000,
  });
}
