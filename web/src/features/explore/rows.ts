/** The rows of a question, and the same as text for spreadsheets. */
import type { Row } from '@/api/query';
import { over, sum } from '@/lib/decimals';
import { keptWith } from '@/lib/kept-with';
import { place } from '@/lib/numbers';
import { filterOf, type View } from '@/lib/view';
import { dimensions, levelOf, steps, whereOf } from './levels';
import type { ExploreSearch } from './search';

export const DEFAULT = [
  'spend',
  'conversions',
  'cpa',
  'conversion_value',
  'roas',
  'impressions',
  'clicks',
  'ctr',
];

export const SETS = {
  basics: DEFAULT,
  reach: ['impressions', 'clicks', 'ctr', 'cpm', 'cpc', 'video_views', 'cpv', 'engagements'],
  value: ['spend', 'conversion_value', 'roas', 'aov', 'value_per_click', 'contribution', 'acos'],
  own: ['spend', 'own_purchases', 'own_revenue', 'own_roas', 'own_cpa', 'own_aov'],
} as const;

/** Return the filter of a page: the way down, and what was written. */
export function filtered({ drill = [], where }: ExploreSearch): string {
  return [whereOf(steps(drill)), where ? `(${where})` : ''].filter(Boolean).join(' and ');
}

/** Return the question that a page asks, as the API keeps and exports it. */
export function asked(view: View, search: ExploreSearch) {
  const { by = 'campaign', metrics = DEFAULT } = search;
  return {
    metrics: [...metrics],
    by: dimensions(levelOf(by)),
    where: [filterOf(view), filtered(search)].filter(Boolean).join(' and '),
    range: view.range,
    compare: view.compare === 'off' ? '' : view.compare.replaceAll('_', ' '),
  };
}

/** Of a total, what the rows hold, if it is less: a level may be collected for fewer days. */
export function heldOf(rows: readonly Row[], total: Row | undefined, metric: string) {
  const held = keptWith(rows, `sum ${metric}`, () =>
    sum(rows.map((row) => row[metric]).filter((one) => one !== null && one !== undefined)),
  );
  const whole = total?.[metric];
  const share = place(over(held, whole));
  return share === null || Math.abs(1 - share) < NEAR ? null : { held, whole };
}

const NEAR = 0.001;
const FORMULA = /^[=+\-@\t\r]/;
const PLAIN = /^-?\d+(\.\d+)?$/;

/** Return a cell as a spreadsheet takes it for text: what would be a formula begins with a quote. */
export function plain(cell: unknown): string {
  const text = cell === null || cell === undefined ? '' : String(cell);
  const safe = FORMULA.test(text) && !PLAIN.test(text) ? `'${text}` : text;
  return safe.replace(/[\t\r\n]+/g, ' ');
}

/** Return rows as lines with tabs, as spreadsheets paste them. */
export function tabbed(columns: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) => columns.map((column) => plain(row[column])).join('\t'));
  return [columns.join('\t'), ...lines].join('\n');
}
