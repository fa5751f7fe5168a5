/** The rows in the order of a column. */
import { keptWith } from '@/lib/kept-with';
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
  return keptWith(rows, `order ${sort}`, () => {
    const order = orderOf(rows.map(value), isDown ? -1 : 1);
    return order.every((at, place) => at === place) ? rows : order.map((at) => rows[at] as Row);
  });
}

/** Return at which of the places the first is, the second, … */
function orderOf(places: readonly Place[], way: number): number[] {
  const [known, unknown]: [number[], number[]] = [[], []];
  places.forEach((place, at) => {
    (place === null ? unknown : known).push(at);
  });
  known.sort(comparison(places, known, way));
  return known.concat(unknown);
}

/** Return how two are compared: thousands are, so it is settled once of which kind they are. */
function comparison(places: readonly Place[], known: readonly number[], way: number) {
  if (known.every((at) => typeof places[at] === 'number')) {
    const figures = Float64Array.from(places as readonly number[]);
    return (a: number, b: number) => ((figures[a] as number) - (figures[b] as number)) * way;
  }
  const texts = places.map(String);
  return (a: number, b: number) => words.compare(texts[a] as string, texts[b] as string) * way;
}
