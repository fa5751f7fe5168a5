/** A table for many rows: only what is seen is drawn; head, first column and total stay in sight. */
import { type KeyboardEvent, type MouseEvent, type UIEvent, useMemo, useRef } from 'react';
import { VisuallyHidden } from '@/ui/text';
import { Body } from './body';
import classes from './data-table.module.css';
import { Head } from './head';
import { useWidths } from './model';
import { ordered } from './order';
import type { Column, Sort } from './types';
import { t } from './words';

type Props<Row> = {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  sort: Sort;
  onSort: (sort: Sort) => void;
  keyOf: (row: Row) => string;
  /** Enter, or a press on the row. */
  onOpen?: (row: Row) => void;
  /** ⌘Enter. */
  onFollow?: (row: Row) => void;
  opened?: string;
  /** The keys of the rows that are chosen; left out: rows cannot be chosen. */
  picked?: ReadonlySet<string>;
  /** The space bar or a press on the box of a row; with shift, all rows from the last one on. */
  onPick?: (rows: readonly Row[], isPicked: boolean) => void;
  isDense?: boolean;
  hasTotal?: boolean;
};

const HEIGHTS = { dense: 32, airy: 42 };
/** Heights of what stays above and below the rows. */
const HEAD = 38;
const FOOT = 46;
const PAGE = 15;

export function DataTable<Row extends object>(props: Props<Row>) {
  const { columns, sort, keyOf, picked, isDense = false, hasTotal = false } = props;
  const rows = useMemo(() => ordered(props.rows, columns, sort), [props.rows, columns, sort]);
  const table = useWidths(columns);
  const box = useRef<HTMLElement>(null);
  const lastPicked = useRef<number | null>(null);
  const height = isDense ? HEIGHTS.dense : HEIGHTS.airy;
  const widths = columns.map((column) => table.getColumn(column.id)?.getSize() ?? column.width);

  function pick(at: number, isRange: boolean) {
    const row = rows[at];
    if (!row || !props.onPick) return;
    const from = isRange ? (lastPicked.current ?? at) : at;
    const chosen = rows.slice(Math.min(from, at), Math.max(from, at) + 1);
    props.onPick(chosen, !picked?.has(keyOf(row)));
    lastPicked.current = at;
  }

  function onClick(event: MouseEvent<HTMLElement>) {
    const pressed = event.target as HTMLElement;
    const at = placeOf(pressed);
    const row = rows[at];
    if (!row) return;
    if (pressed.tagName === 'INPUT') pick(at, event.shiftKey);
    else if (!pressed.closest('a, button')) props.onOpen?.(row);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const pressed = event.target as HTMLElement;
    const at = placeOf(pressed);
    const row = rows[at];
    if (!row) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    const act =
      step !== undefined
        ? () => focus(Math.min(Math.max(at + step, 0), rows.length - 1))
        : pressed.tagName === 'TR'
          ? acts(event, at, row)
          : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  }

  function acts(event: KeyboardEvent, at: number, row: Row): (() => void) | undefined {
    if (event.key === ' ' && picked) return () => pick(at, event.shiftKey);
    if (event.key !== 'Enter') return undefined;
    return () => (event.metaKey || event.ctrlKey ? props.onFollow : props.onOpen)?.(row);
  }

  function focus(at: number) {
    const seen = box.current;
    if (!seen) return;
    const lowest = at * height;
    const highest = lowest + HEAD + height + (hasTotal ? FOOT : 0) - seen.clientHeight;
    const top = Math.min(Math.max(seen.scrollTop, highest), lowest);
    if (top !== seen.scrollTop) seen.scrollTop = top;
    requestAnimationFrame(() =>
      seen.querySelector<HTMLElement>(`tr[data-at="${at}"]`)?.focus({ preventScroll: true }),
    );
  }

  return (
    <section
      ref={box}
      className={classes.box}
      aria-label={props.label}
      onClick={onClick}
      onKeyDown={onKeyDown}
      onScroll={pin}
    >
      <table
        className={classes.table}
        aria-rowcount={rows.length + (hasTotal ? 2 : 1)}
        style={{ width: widths.reduce((sum, one) => sum + one, 0) }}
        data-dense={isDense || undefined}
      >
        <caption>
          <VisuallyHidden>
            {props.label}, {t('rows', { count: rows.length })}. {t(picked ? 'helpPick' : 'help')}
          </VisuallyHidden>
        </caption>
        <colgroup>
          {columns.map((column, at) => (
            <col key={column.id} style={{ width: widths[at] }} />
          ))}
        </colgroup>
        <Head columns={columns} sort={sort} onSort={props.onSort} table={table} />
        <Body
          rows={rows}
          columns={columns}
          height={height}
          keyOf={keyOf}
          opened={props.opened}
          picked={picked}
        />
        {hasTotal ? <Totals columns={columns} /> : null}
      </table>
    </section>
  );
}

function Totals<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <tfoot>
      <tr>
        {columns.map((column) => (
          <td key={column.id} data-align={column.align}>
            {column.total}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** Let the first column stay only once one scrolls sideways: it costs a layer for each row. */
function pin({ currentTarget }: UIEvent<HTMLElement>) {
  currentTarget.toggleAttribute('data-sideways', currentTarget.scrollLeft > 0);
}

function placeOf(element: HTMLElement): number {
  return Number(element.closest<HTMLElement>('tr[data-at]')?.dataset.at ?? Number.NaN);
}
