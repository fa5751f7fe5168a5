/** The widths of columns, changed at their headings: what the table library is used for. */
import {
  columnResizingFeature,
  columnSizingFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo } from 'react';
import type { Column } from './types';

const features = tableFeatures({ columnResizingFeature, columnSizingFeature });
const NO_ROWS: object[] = [];

/** Return the library's table. It never sees the rows: it would make an object of each. */
export function useWidths<Row extends object>(columns: readonly Column<Row>[]) {
  const defined = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.label,
        size: column.width,
        minSize: 64,
        maxSize: 720,
      })),
    [columns],
  );
  return useTable({ features, columns: defined, data: NO_ROWS, columnResizeMode: 'onChange' });
}
