/** The rows of a question, and the same as text for spreadsheets. */
import type { Row } from '@/api/query';

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
