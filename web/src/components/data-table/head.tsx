/** The headings: each sorts its column, and has a handle for its width. */
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { memo } from 'react';
import { UnstyledButton } from '@/ui/buttons';
import { Tooltip } from '@/ui/overlays';
import classes from './data-table.module.css';
import type { useWidths } from './model';
import type { Column, Sort } from './types';

type Props<Row extends object> = {
  columns: readonly Column<Row>[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  table: ReturnType<typeof useWidths<Row>>;
};

export function Head<Row extends object>({ columns, sort, onSort, table }: Props<Row>) {
  const headers = new Map(table.getFlatHeaders().map((one) => [one.column.id, one]));
  const [by, isDown] = [sort.replace(/^-/, ''), sort.startsWith('-')];
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map((column) => {
          const isSorted = by === column.id;
          const order = isSorted ? (isDown ? 'descending' : 'ascending') : 'none';
          const resize = headers.get(column.id)?.getResizeHandler();
          return (
            <th
              key={column.id}
              scope="col"
              data-align={column.align}
              aria-sort={column.value ? order : undefined}
            >
              <Label
                column={column}
                isSorted={isSorted}
                isDown={isSorted && isDown}
                onSort={onSort}
              />
              {resize ? (
                <span
                  className={classes.handle}
                  aria-hidden
                  onMouseDown={resize}
                  onTouchStart={resize}
                />
              ) : null}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

type Labelled = {
  column: Column<never>;
  isSorted: boolean;
  isDown: boolean;
  onSort: (sort: Sort) => void;
};

/** Not drawn again for the order of another column: its tooltip takes longer than a row. */
const Label = memo(function Label({ column, isSorted, isDown, onSort }: Labelled) {
  if (!column.value) return <span>{column.label}</span>;
  const first = column.align === 'right' ? `-${column.id}` : column.id;
  const other = first.startsWith('-') ? column.id : `-${column.id}`;
  const current = isDown ? `-${column.id}` : column.id;
  const next = isSorted && current === first ? other : first;
  const Arrow = isDown ? IconArrowDown : IconArrowUp;
  return (
    <Tooltip label={column.why} disabled={!column.why}>
      <UnstyledButton className={classes.heading} onClick={() => onSort(next)}>
        {isSorted ? <Arrow size={13} aria-hidden /> : null}
        <span>{column.label}</span>
      </UnstyledButton>
    </Tooltip>
  );
});
