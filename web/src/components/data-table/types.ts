/** What a table is told of its columns. */
import type { ReactNode } from 'react';

export type Column<Row> = {
  id: string;
  label: string;
  /** What it means, told on the heading. */
  why?: string;
  width: number;
  align?: 'left' | 'right';
  cell: (row: Row) => ReactNode;
  /** What is sorted by; null goes last. Left out: it is not sorted by. */
  value?: (row: Row) => string | number | null;
  /** What stands below the column. */
  total?: ReactNode;
};

/** `-spend`: the most first. */
export type Sort = string;
