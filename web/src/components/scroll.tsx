/** A part that scrolls by itself, and can be reached by keyboard for it. */
import type { ReactNode } from 'react';

type Props = { label: string; className?: string; children: ReactNode };

export function Scroll({ label, className, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows scroll what has the focus
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
