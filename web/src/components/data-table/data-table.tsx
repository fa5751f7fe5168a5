/** A table for many rows: only what is seen is drawn; head, first column and total stay in sight. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef } from 'react';
import { VisuallyHidden } from '@/ui/text';
import classes from './data-table.module.css';
import { Head } from './head';
import { useRows } from './model';
import { Line } from './row';
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
  isDense?: boolean;
  hasTotal?: boolean;
};

const HEIGHTS = { dense: 32, airy: 42 };
const OVERSCAN = 12;

export function DataTable<Row extends object>(props: Props<Row>) {
  const { rows, columns, sort, keyOf, isDense = false } = props;
  const table = useRows(rows, columns, sort);
  const sorted = table.getRowModel().rows;
  const box = useRef<HTMLElement>(null);
  const height = isDense ? HEIGHTS.dense : HEIGHTS.airy;
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: OVERSCAN,
  });
  const shown = virtual.getVirtualItems();
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const widths = columns.map((column) => table.getColumn(column.id)?.getSize() ?? column.width);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const at = Number((event.target as HTMLElement).closest('tr')?.dataset.at ?? Number.NaN);
    const row = sorted[at]?.original;
    if (!row) return;
    if (event.key === 'Enter' && (event.target as HTMLElement).tagName === 'TR') {
      event.preventDefault();
      (event.metaKey || event.ctrlKey ? props.onFollow : props.onOpen)?.(row);
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    focus(Math.min(Math.max(at + step, 0), sorted.length - 1));
  }

  function focus(at: number) {
    virtual.scrollToIndex(at);
    requestAnimationFrame(() =>
      box.current
        ?.querySelector<HTMLElement>(`tr[data-at="${at}"]`)
        ?.focus({ preventScroll: true }),
    );
  }

  return (
    <section ref={box} className={classes.box} aria-label={props.label} onKeyDown={onKeyDown}>
      <table
        className={classes.table}
        aria-rowcount={sorted.length + (props.hasTotal ? 2 : 1)}
        style={{ width: widths.reduce((sum, one) => sum + one, 0) }}
        data-dense={isDense || undefined}
      >
        <caption>
          <VisuallyHidden>
            {props.label}, {t('rows', { count: sorted.length })}. {t('help')}
          </VisuallyHidden>
        </caption>
        <colgroup>
          {columns.map((column, at) => (
            <col key={column.id} style={{ width: widths[at] }} />
          ))}
        </colgroup>
        <Head columns={columns} sort={sort} onSort={props.onSort} table={table} />
        <tbody>
          {above > 0 ? <Gap height={above} columns={columns.length} /> : null}
          {shown.map(({ index }) => {
            const row = sorted[index]?.original;
            if (!row) return null;
            const key = keyOf(row);
            return (
              <Line
                key={key}
                at={index}
                row={row}
                columns={columns as readonly Column<object>[]}
                height={height}
                isOpened={key === props.opened}
                onOpen={props.onOpen as ((row: object) => void) | undefined}
              />
            );
          })}
          {below > 0 ? <Gap height={below} columns={columns.length} /> : null}
        </tbody>
        {props.hasTotal ? (
          <tfoot>
            <tr>
              {columns.map((column) => (
                <td key={column.id} data-align={column.align}>
                  {column.total}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  );
}

/** Where the rows are that are not drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td className={classes.gap} colSpan={columns} style={{ height }} />
    </tr>
  );
}
