/** What a table is told of its columns. */
import type { ReactNode } from 'react';

/** How a figure moved, below it, with an arrow if it is known. */
export type Move = { text: string; way?: -1 | 0 | 1; tone: 'good' | 'bad' | 'quiet' };

/** What stands in a cell. It is text alone, for thousands of them are drawn while one scrolls. */
export type Cell = {
  text: string;
  /** In smaller letters below it. */
  note?: string;
  /** The figure as a length, from 0 to 1. */
  share?: number;
  move?: Move;
};

export type Column<Row> = {
  id: string;
  label: string;
  /** What it means, told on the heading. */
  why?: string;
  width: number;
  align?: 'left' | 'right';
  cell: (row: Row) => Cell;
  /**
   * What is sorted by; null goes last. Left out: it is not sorted by. It says the same of a row each
   * time, for the order of rows is kept.
   */
  value?: (row: Row) => string | number | null;
  /** What stands below the column. */
  total?: ReactNode;
};

/** `-spend`: the most first. */
export type Sort = string;
