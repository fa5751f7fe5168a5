/** What all states look like: a sign, a title, what to do about it. */
import type { ReactNode } from 'react';
import { Text } from '@/ui/text';
import classes from './states.module.css';

type Said = { icon: ReactNode; title: string; children?: ReactNode; act?: boolean; facts?: string };

export function State({ icon, title, children, act = false, facts }: Said) {
  return (
    <div className={`${classes.state} ${act ? classes.act : ''}`}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <Text size="md" fw={600}>
        {title}
      </Text>
      {children}
      {facts ? (
        <Text size="xs" className={classes.facts}>
          {facts}
        </Text>
      ) : null}
    </div>
  );
}

export function Body({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" className={classes.body}>
      {children}
    </Text>
  );
}
