/** Questions to the metrics, in the workspace's usual currency, with what stands behind them. */
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Decimal } from '@/lib/numbers';
import { queryKeys } from '@/lib/query-keys';
import type { View } from '@/lib/view';
import { filterOf } from '@/lib/view';
import { keep, kept, workspace } from '@/lib/workspace';
import { answered, api } from './client';
import { platformsQuery } from './platforms';
import { Problem } from './problem';

export type Cell = Decimal;
export type Row = Record<string, Cell>;
export type Span = { spend?: string; conversions?: string };
export type Provenance = {
  metrics: Record<string, string>;
  engine: string;
  data_version: number;
  known_at: string | null;
  read_at: string;
  period: string;
  compare_period: string;
  currency: string;
  rates: Record<string, string>[];
  conversions: string;
  maturity: Record<string, { lookback_days: Span; provisional: Span }>;
  reconciliation: { state?: string; checks?: number; unexplained?: unknown[] };
  sources: Record<string, string>[];
  warnings: string[];
};
export type Answer = { rows: Row[]; provenance: Provenance; next_cursor: string | null };
export type Asked = {
  metrics: string[];
  by?: string[];
  where?: string;
  sort?: string[];
  limit?: number;
  compare?: boolean;
  currency?: string;
};

const keys = queryKeys('query');
const MIXED = 'currency.mixed';
const LARGE = 1000;

/** Ask for what the view shows: its days, its comparison, its platforms and accounts. */
export function askQuery(view: View, asked: Asked) {
  const where = [filterOf(view), asked.where].filter(Boolean).join(' and ');
  const compare = asked.compare !== false && view.compare !== 'off' ? view.compare : '';
  const body = {
    metrics: asked.metrics,
    by: asked.by ?? [],
    where,
    range: view.range,
    compare: compare.replaceAll('_', ' '),
    match_weekday: view.matchWeekday,
    currency: asked.currency ?? null,
    sort: asked.sort ?? [],
    limit: asked.limit ?? null,
    sql: false,
  };
  return queryOptions({
    queryKey: keys.of('ask', body),
    queryFn: ({ client, signal }) => asking(client, body, signal),
    placeholderData: keepPreviousData,
    // To find what stayed the same in thousands of rows takes longer than to draw them.
    structuralSharing: (asked.limit ?? 0) < LARGE,
    staleTime: 120_000,
  });
}

type Body = { currency: string | null; range: string } & Record<string, unknown>;

async function asking(client: QueryClient, body: Body, signal: AbortSignal): Promise<Answer> {
  const currency = body.currency ?? (await usualCurrency(client));
  try {
    return await post({ ...body, currency }, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== MIXED) throw error;
    // Files brought accounts that no connected platform lists.
    const { currencies } = error.facts as { currencies?: string[] };
    if (!currencies?.[0]) throw error;
    keep(usual(), currencies[0]);
    return post({ ...body, currency: currencies[0] }, signal);
  }
}

let found: { of: string; currency: Promise<string | null> } | null = null;

/** Return the currency that most accounts book in, if they book in several; null: as booked. */
async function usualCurrency(client: QueryClient): Promise<string | null> {
  const known = kept(usual());
  if (known) return known;
  if (found?.of !== workspace.current) {
    found = { of: workspace.current, currency: mostBooked(client).catch(() => null) };
  }
  return found.currency;
}

async function mostBooked(client: QueryClient): Promise<string | null> {
  const rows = await client.ensureQueryData(platformsQuery());
  const counts = new Map<string, number>();
  for (const { currency } of rows.flatMap((one) => one.accounts)) {
    if (currency) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, of], [b, than]) => than - of || a.localeCompare(b));
  if (!most || counts.size < 2) return null;
  keep(usual(), most[0]);
  return most[0];
}

function post(body: Body, signal: AbortSignal): Promise<Answer> {
  const sent = body as never;
  return answered(api.POST('/api/v1/query', { body: sent, signal })) as unknown as Promise<Answer>;
}

/** Where this browser keeps the currency that accounts of several are shown in. */
function usual(): string {
  return `adhelm.currency.${workspace.current}`;
}
