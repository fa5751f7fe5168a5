/** A short table: real markup, scrolled sideways by itself where it is too wide. */
import type { ReactNode } from 'react';
import { VisuallyHidden } from '@/ui/text';
import classes from './plain-table.module.css';

type Head = { key: string; label: string; figure?: boolean; hidden?: boolean };
type Props = { label: string; head: readonly Head[]; children: ReactNode };

export function PlainTable({ label, head, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div className={classes.scroll} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {head.map((one) => (
              <th key={one.key} scope="col" data-figure={one.figure || undefined}>
                {one.hidden ? <VisuallyHidden>{one.label}</VisuallyHidden> : one.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
