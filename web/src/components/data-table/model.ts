/** The rows in their order, and the widths of columns: what the table library is used for. */
import {
  columnResizingFeature,
  columnSizingFeature,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Column, Sort } from './types';

const features = tableFeatures({
  columnResizingFeature,
  columnSizingFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
});

type Place = string | number | undefined;

const byPlace: SortFn<typeof features, never> = (one, other, id) => {
  const [a, b] = [one.getValue<Place>(id), other.getValue<Place>(id)];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
};

export function useRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort,
) {
  const defined = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        accessorFn: (row: Row): Place => column.value?.(row) ?? undefined,
        header: column.label,
        size: column.width,
        minSize: 64,
        maxSize: 720,
        enableSorting: column.value !== undefined,
        sortUndefined: 'last' as const,
        sortFn: byPlace as unknown as SortFn<typeof features, Row>,
      })),
    [columns],
  );
  const sorting = useMemo(
    () => (sort ? [{ id: sort.replace(/^-/, ''), desc: sort.startsWith('-') }] : []),
    [sort],
  );
  return useTable({
    features,
    columns: defined,
    data: rows as Row[],
    columnResizeMode: 'onChange',
    state: { sorting },
  });
}
