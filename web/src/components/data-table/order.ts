/** The rows in the order of a column. */
import { locale } from '@/lib/locale';
import type { Column, Sort } from './types';

const words = new Intl.Collator(locale);
type Place = string | number | null;

/** Return the rows by a column, what is not known last; the same rows if they are in that order. */
export function ordered<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
): readonly Row[] {
  const isDown = sort.startsWith('-');
  const value = columns.find((one) => one.id === (isDown ? sort.slice(1) : sort))?.value;
  if (!value) return rows;
  const places = rows.map(value);
  const way = isDown ? -1 : 1;
  const compared = (a: number, b: number) => compare(places[a] ?? null, places[b] ?? null, way);
  if (rows.every((_, at) => at === 0 || compared(at - 1, at) <= 0)) return rows;
  const order = Array.from(rows.keys()).sort(compared);
  return order.map((at) => rows[at] as Row);
}

function compare(one: Place, other: Place, way: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  if (typeof one === 'number' && typeof other === 'number') return (one - other) * way;
  return words.compare(String(one), String(other)) * way;
}
