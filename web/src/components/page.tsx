/** The head and body of a page, the same on every one. */
import type { ReactNode } from 'react';
import { Text, Title } from '@/ui/text';
import classes from './page.module.css';

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Page({ title, lead, actions, children }: Props) {
  return (
    <div className={classes.page}>
      <title>{`${title} · Adhelm`}</title>
      <header className={classes.head}>
        <div className={classes.words}>
          <Title order={1}>{title}</Title>
          {lead ? (
            <Text size="sm" c="dimmed" component="div">
              {lead}
            </Text>
          ) : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  );
}

/** A card with a heading: the parts of a page. */
export function Section({ title, lead, actions, children }: Props & { title: string }) {
  return (
    <section className={classes.section} aria-label={title}>
      <header className={classes.sectionHead}>
        <div className={classes.words}>
          <Title order={2}>{title}</Title>
          {lead ? (
            <Text size="sm" c="dimmed" component="div">
              {lead}
            </Text>
          ) : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}
