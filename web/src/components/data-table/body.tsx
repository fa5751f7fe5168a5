/** The rows in sight, and the room of those that are not; alone in being drawn while one scrolls. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import classes from './data-table.module.css';
import { Line } from './row';
import { useSight } from './sight';
import { useSlots } from './slots';
import type { Column } from './types';
import { t } from './words';

type Props<Row> = {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  height: number;
  keyOf: (row: Row) => string;
  opened: string | undefined;
  picked: ReadonlySet<string> | undefined;
};

/** Rows drawn beyond those in sight, for what is scrolled before they can be drawn. */
const OVERSCAN = 3;
/** How high the table is before it is measured, as in its style sheet. */
const seenHeight = () => Math.max(320, globalThis.innerHeight - 232);

export function Body<Row extends object>(props: Props<Row>) {
  const { rows, columns, height, keyOf, opened, picked } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => body.current?.closest('section') ?? null,
    estimateSize: () => height,
    overscan: OVERSCAN,
    // Until it is measured: rows are drawn at once, not in a second turn.
    initialRect: { width: 0, height: seenHeight() },
  });
  const near = virtual.getVirtualItems();
  const isDrawn = useSight(virtual.range, OVERSCAN, virtual.isScrolling);
  const shown = near.filter(({ index }) => index < rows.length && isDrawn(index));
  const keys = shown.map(({ index }) => keyOf(rows[index] as Row));
  const slots = useSlots(keys, () => !!body.current?.contains(document.activeElement));
  const above = shown[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <tbody ref={body}>
      {above > 0 ? <Gap height={above} columns={columns.length} /> : null}
      {shown.map(({ index }, at) => {
        const key = keys[at] as string;
        return (
          <Line
            key={slots[at]}
            at={index}
            row={rows[index] as Row}
            columns={columns as readonly Column<object>[]}
            isOpened={key === opened}
            isPicked={picked ? picked.has(key) : null}
            pickLabel={t('pick')}
          />
        );
      })}
      {below > 0 ? <Gap height={below} columns={columns.length} /> : null}
    </tbody>
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
