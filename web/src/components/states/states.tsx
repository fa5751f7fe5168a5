/** Seven ways in which a part of a page can have nothing, or not all, to show. */
import {
  IconClockExclamation,
  IconFilterOff,
  IconLock,
  IconPlugConnectedX,
  IconSeeding,
  IconUnlink,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { isPassing, problemOf } from '@/api/problem';
import { lacksRate } from '@/api/rates';
import { Button } from '@/ui/buttons';
import { Skeleton } from '@/ui/feedback';
import { Text, VisuallyHidden } from '@/ui/text';
import { NoRate } from './no-rate';
import { Body, State } from './state';
import classes from './states.module.css';
import { t } from './words';

type Waiting = { lines?: number; height?: number; children?: ReactNode };

/** The answer is on its way: grey shapes where it will be; `children` says what takes so long. */
export function Loading({ lines = 4, height = 18, children }: Waiting) {
  return (
    <div role="status" style={{ display: 'grid', gap: 10, padding: 16 }}>
      {children ? (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      ) : (
        <VisuallyHidden>{t('loading')}</VisuallyHidden>
      )}
      {Array.from({ length: lines }, (_, at) => `line ${at}`).map((key, at) => (
        <Skeleton key={key} height={height} width={`${100 - ((at * 17) % 40)}%`} />
      ))}
    </div>
  );
}

/** Nobody has made or brought anything yet; `children` says what to do about it. */
export function EmptyNew({ title, children }: { title?: string; children?: ReactNode }) {
  return (
    <State icon={<IconSeeding size={22} />} title={title ?? t('newTitle')}>
      {typeof children === 'string' ? <Body>{children}</Body> : children}
    </State>
  );
}

/** There is something, and the filters hide it. */
export function EmptyFiltered({
  onClear,
  children,
}: {
  onClear?: () => void;
  children?: ReactNode;
}) {
  return (
    <State icon={<IconFilterOff size={22} />} title={t('filteredTitle')}>
      <Body>{children ?? t('filteredBody')}</Body>
      {onClear ? (
        <Button variant="default" onClick={onClear}>
          {t('clear')}
        </Button>
      ) : null}
    </State>
  );
}

/** What is shown is old. */
export function Stale({ when }: { when: string }) {
  return (
    <div className={classes.strip} role="note">
      <IconClockExclamation size={18} aria-hidden />
      <Text size="sm">{t('staleBody', { when })}</Text>
    </div>
  );
}

/** Some of it is missing: `what` names the platforms that did not answer. */
export function Partial({ what }: { what: string }) {
  return (
    <div className={classes.strip} role="note">
      <IconPlugConnectedX size={18} aria-hidden />
      <Text size="sm">{t('partialBody', { what })}</Text>
    </div>
  );
}

export function Forbidden({ hint }: { hint?: string }) {
  return (
    <State icon={<IconLock size={22} />} title={t('forbiddenTitle')} facts={hint}>
      <Body>{t('forbiddenBody')}</Body>
    </State>
  );
}

/** It went wrong: what, under which request id, and a way to try again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  if (lacksRate(problem)) return <NoRate problem={problem} onRetry={onRetry} />;
  if (problem.status === 403) return <Forbidden hint={problem.hint} />;
  if (problem.status === 404) {
    return (
      <State icon={<IconUnlink size={22} />} title={t('missingTitle')}>
        <Body>{t('missingBody')}</Body>
      </State>
    );
  }
  const facts = problem.requestId ? t('request', { id: problem.requestId }) : undefined;
  return (
    <State icon={<IconPlugConnectedX size={22} />} title={t('failedTitle')} facts={facts} act>
      <Body>
        {isPassing(problem) ? t('unreached') : problem.message}
        {problem.hint ? ` ${problem.hint}` : ''}
      </Body>
      {onRetry ? (
        <Button variant="default" onClick={onRetry}>
          {t('retry')}
        </Button>
      ) : null}
    </State>
  );
}
