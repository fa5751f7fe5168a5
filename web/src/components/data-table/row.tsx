/** One row; drawn again only when something of it changes. */
import { memo } from 'react';
import classes from './data-table.module.css';
import type { Column } from './types';

type Props = {
  at: number;
  row: object;
  columns: readonly Column<object>[];
  height: number;
  isOpened: boolean;
  onOpen: ((row: object) => void) | undefined;
};

const BEFORE = 2;

export const Line = memo(function Line({ at, row, columns, height, isOpened, onOpen }: Props) {
  return (
    <tr
      className={classes.row}
      data-at={at}
      data-opened={isOpened || undefined}
      aria-rowindex={at + BEFORE}
      tabIndex={at === 0 || isOpened ? 0 : -1}
      style={{ height }}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a, button, input')) onOpen?.(row);
      }}
    >
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.id} scope="row" data-align={column.align}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} data-align={column.align}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
});
