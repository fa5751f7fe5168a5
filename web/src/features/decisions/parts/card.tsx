/** One recommendation: what to do, what it brings, what it costs if wrong, who says so. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { LaterMenu } from '@/components/later/later-menu';
import { ago } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { Badge } from '@/ui/text';
import { dismissRecommendation } from '../api/dismiss-recommendation';
import { keys } from '../api/keys';
import type { Recommendation } from '../api/list-recommendations';
import { snoozeRecommendation } from '../api/snooze-recommendation';
import { takeAdvice } from '../api/take-advice';
import type { TrackRecord } from '../api/track-record';
import classes from '../decisions.module.css';
import { reversible } from '../logic/changes';
import { basisOf, chance, headline, interval, lossOf, recordLine, signed } from '../logic/effects';
import { t } from '../words';
import { Diff } from './diff';
import { EditModal } from './edit-modal';
import { Evidence } from './evidence';
import { Range } from './range';
import { ReasonModal } from './reason-modal';

type Props = { of: Recommendation; record: TrackRecord | undefined; account: string };

export function Card({ of, record, account }: Props) {
  const now = Date.now();
  return (
    <article className={classes.card} aria-label={headline(of.claim)}>
      <header className={classes.cardHead}>
        <Badge color={of.source === 'engine' ? 'indigo' : 'gray'}>{sourceName(of.source)}</Badge>
        <span className={classes.dim}>
          {platformName(of.platform)} · {account}
        </span>
        <span className={classes.spring} />
        <span className={classes.dim}>{t('until', { when: ago(of.expires_at, now) })}</span>
      </header>
      <h3 className={classes.claim}>{headline(of.claim)}</h3>
      <Figures of={of} />
      <div className={classes.folds}>
        {of.changes.length ? (
          <details className={classes.more}>
            <summary>{t('showChanges', { count: of.changes.length })}</summary>
            <Diff changes={of.changes} />
          </details>
        ) : null}
        <details className={classes.more}>
          <summary>{t('evidence')}</summary>
          <Evidence of={of} />
        </details>
      </div>
      <Actions of={of} record={record} />
    </article>
  );
}

function Figures({ of }: { of: Recommendation }) {
  const { effect } = of;
  return (
    <dl className={classes.figures}>
      <Figure name={t('expected')} wide>
        {effect ? (
          <>
            <span className={classes.big}>{signed(effect.expected, effect.currency)}</span>
            <Range effect={effect} />
            <span className={classes.dim}>{interval(effect)}</span>
            <span className={classes.dim}>{basisOf(effect, of.platform)}</span>
          </>
        ) : (
          <>
            <span className={classes.word}>{t('noPromise')}</span>
            <span className={classes.dim}>{t('noPromiseWhy')}</span>
          </>
        )}
      </Figure>
      <Figure name={t('ifWrong')}>
        <span className={classes.word}>{lossOf(of)}</span>
      </Figure>
      <Figure name={t('chance')}>
        <span className={classes.word}>{chance(of.confidence)}</span>
      </Figure>
      <Figure name={t('reversible')}>
        <span className={classes.word}>{t(reversible(of.changes))}</span>
      </Figure>
    </dl>
  );
}

function Figure({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={classes.figure} data-wide={wide || undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Actions({ of, record }: Omit<Props, 'account'>) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayPropose = useMay('propose');
  const mayApprove = useMay('approve');
  const [asked, setAsked] = useState<'decline' | 'edit' | null>(null);
  const fresh = () => void client.invalidateQueries({ queryKey: keys.all() });
  const planned = useMutation({
    mutationFn: takeAdvice,
    onSuccess: (plan) => {
      fresh();
      notify(t('planMade'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const declined = useMutation({
    mutationFn: dismissRecommendation,
    onSuccess: () => {
      fresh();
      setAsked(null);
      notify(t('declined'));
    },
  });
  const snoozed = useMutation({
    mutationFn: snoozeRecommendation,
    onSuccess: () => {
      fresh();
      notify(t('snoozedToast'));
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  return (
    <footer className={classes.cardFoot}>
      <span className={classes.recordLine}>
        <span className={classes.dim}>{t('record')}</span> {recordLine(record)}
      </span>
      <span className={classes.spring} />
      {mayPropose ? (
        <LaterMenu
          variant="subtle"
          canWorsen={of.effect !== null}
          onChoose={(until) => snoozed.mutate({ id: of.id, until })}
        />
      ) : null}
      {mayPropose ? (
        <Button variant="subtle" color="gray" onClick={() => setAsked('decline')}>
          {t('decline')}
        </Button>
      ) : null}
      {mayPropose && of.changes.length ? (
        <>
          <Button variant="default" onClick={() => setAsked('edit')}>
            {t('edit')}
          </Button>
          <Button loading={planned.isPending} onClick={() => planned.mutate(of.id)}>
            {mayApprove ? t('review') : t('makePlan')}
          </Button>
        </>
      ) : null}
      <ReasonModal
        opened={asked === 'decline'}
        onClose={() => setAsked(null)}
        title={t('declineTitle')}
        lead={t('declineLead')}
        action={t('decline')}
        busy={declined.isPending}
        error={declined.error}
        onAnswer={(reason) => declined.mutate({ id: of.id, reason })}
      />
      {asked === 'edit' ? (
        <EditModal claim={of.claim} changes={of.changes} onClose={() => setAsked(null)} />
      ) : null}
    </footer>
  );
}

function sourceName(source: string): string {
  if (source === 'engine') return t('source_engine');
  if (source.startsWith('rule:')) return `${t('source_rule')} ${source.slice(5)}`;
  return t('says', { platform: platformName(source) });
}
