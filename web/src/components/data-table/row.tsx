/** One row; drawn again only when something of it changes. */
import { memo } from 'react';
import classes from './data-table.module.css';
import type { Cell, Column } from './types';

type Props = {
  at: number;
  row: object;
  columns: readonly Column<object>[];
  isOpened: boolean;
  /** Whether it is one of the chosen; null: rows cannot be chosen here. */
  isPicked: boolean | null;
  pickLabel: string;
};

const BEFORE = 2;
/** Pixels of a digit, and of what is at both sides of a cell. */
const DIGIT = 7.6;
const SIDES = 20;
const TRACK = 64;

export const Line = memo(function Line({ at, row, columns, isOpened, isPicked, pickLabel }: Props) {
  const [first, ...others] = columns;
  const name = first?.cell(row) ?? { text: '' };
  return (
    <tr
      className={classes.row}
      data-at={at}
      data-opened={isOpened || undefined}
      aria-rowindex={at + BEFORE}
      tabIndex={at === 0 || isOpened ? 0 : -1}
    >
      <th
        scope="row"
        title={name.text}
        // Without it the box would be told as a part of the name.
        aria-label={
          isPicked === null ? undefined : [name.text, name.note].filter(Boolean).join(', ')
        }
      >
        {isPicked === null ? null : (
          <input
            type="checkbox"
            className={classes.pick}
            checked={isPicked}
            readOnly
            tabIndex={-1}
            aria-label={`${pickLabel} ${name.text}`}
          />
        )}
        {name.text}
        {name.note ? <small>{name.note}</small> : null}
      </th>
      {others.map((column) => (
        <Figure key={column.id} cell={column.cell(row)} column={column} />
      ))}
    </tr>
  );
});

function Figure({ cell, column }: { cell: Cell; column: Column<object> }) {
  const { text, share, move } = cell;
  const room = column.width - SIDES - (share === undefined ? 0 : TRACK);
  return (
    <td
      className={share === undefined ? undefined : classes.bar}
      style={share === undefined ? undefined : { ['--share' as string]: share.toFixed(3) }}
      data-align={column.align}
      // To cut off costs a layer for each cell, so only those are that may not fit.
      data-long={text.length * DIGIT > room || undefined}
    >
      {move ? (
        <>
          {text}
          <small data-way={move.way} data-tone={move.tone}>
            {move.text}
          </small>
        </>
      ) : (
        text
      )}
    </td>
  );
}
