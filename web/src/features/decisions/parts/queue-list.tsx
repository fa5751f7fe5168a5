/** Plans that wait, by account and risk. */
import type { ReactNode } from 'react';
import { useAccountTitles } from '@/api/account-names';
import { useNames } from '@/api/people';
import { ago } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { UnstyledButton } from '@/ui/buttons';
import { Checkbox } from '@/ui/inputs';
import { Badge, Kbd } from '@/ui/text';
import type { PlanBrief } from '../api/list-plans';
import { headline } from '../logic/effects';
import { approvals, type Group } from '../logic/queue';
import classes from '../queue.module.css';
import { t } from '../words';

export type Selection = {
  ids: readonly string[];
  /** Whether it may be selected beside the others. */
  may: (plan: PlanBrief) => boolean;
  onToggle: (id: string) => void;
};
type Props = {
  groups: readonly Group[];
  chosen: string;
  onChoose: (id: string) => void;
  /** Left out for who may not approve. */
  selection?: Selection | undefined;
  children?: ReactNode;
};

export function QueueList({ groups, chosen, onChoose, selection, children }: Props) {
  const titled = useAccountTitles();
  return (
    <div className={classes.list}>
      {groups.map((group) => (
        <section
          key={`${group.account} ${group.risk}`}
          className={classes.group}
          aria-label={`${group.account ? titled(group.account) : t('severalAccounts')}, ${t(`risk_${group.risk}`)}`}
        >
          <h2 className={classes.groupName}>
            <span>{group.account ? titled(group.account) : t('severalAccounts')}</span>
            <span className={classes.risk} data-risk={group.risk}>
              {t(`risk_${group.risk}`)}
            </span>
          </h2>
          {group.plans.map((plan) => (
            <div key={plan.id} className={classes.line} aria-current={plan.id === chosen}>
              {selection ? <Select plan={plan} selection={selection} /> : null}
              <Row plan={plan} isChosen={plan.id === chosen} onChoose={onChoose} />
            </div>
          ))}
        </section>
      ))}
      {children}
      <div className={classes.hints}>
        <span>
          <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> {t('move')}
        </span>
        <span>
          <Kbd size="xs">Enter</Kbd> {t('open')}
        </span>
        <span>
          <Kbd size="xs">A</Kbd> {t('approve')}
        </span>
        <span>
          <Kbd size="xs">E</Kbd> {t('editKey')}
        </span>
        <span>
          <Kbd size="xs">R</Kbd> {t('reject')}
        </span>
        {selection ? (
          <span>
            <Kbd size="xs">X</Kbd> {t('selectKey')}
          </span>
        ) : null}
      </div>
    </div>
  );
}

function Select({ plan, selection }: { plan: PlanBrief; selection: Selection }) {
  const may = selection.may(plan);
  return (
    <Checkbox
      className={classes.select}
      size="xs"
      aria-label={t('selectOne', { what: headline(plan.reason) || plan.id })}
      title={may ? undefined : t('otherKind')}
      checked={selection.ids.includes(plan.id)}
      disabled={!may}
      onChange={() => selection.onToggle(plan.id)}
    />
  );
}

type RowProps = { plan: PlanBrief; isChosen: boolean; onChoose: (id: string) => void };

function Row({ plan, isChosen, onChoose }: RowProps) {
  const now = Date.now();
  const who = useRequester();
  const { given } = approvals(plan, now);
  return (
    <UnstyledButton
      className={classes.plan}
      aria-current={isChosen}
      data-plan={plan.id}
      onClick={() => onChoose(plan.id)}
    >
      <span className={classes.planTitle}>{headline(plan.reason) || plan.id}</span>
      <span className={classes.planFacts}>
        <span>{t('proposedBy', { who: who(plan) })}</span>
        <span>{ago(plan.made_at, now)}</span>
        <span>{t('expires', { when: ago(plan.expires_at, now) })}</span>
        <span>{t('changes', { count: plan.changes })}</span>
      </span>
      {plan.needed > 1 || plan.state === 'approved' || plan.undo_of ? (
        <span className={classes.marks}>
          {plan.needed > 1 ? (
            <Badge color="orange">
              {t('second')} · {t('secondMark', { given, needed: plan.needed })}
            </Badge>
          ) : null}
          {plan.state === 'approved' ? <Badge color="green">{t('state_approved')}</Badge> : null}
          {plan.undo_of ? <Badge color="gray">{t('isUndo')}</Badge> : null}
        </span>
      ) : null}
    </UnstyledButton>
  );
}

/** Return a function that says who asks for a plan: a person, a rule, the engine, a platform. */
export function useRequester(): (plan: Pick<PlanBrief, 'proposer' | 'source'>) => string {
  const named = useNames();
  return ({ proposer, source }) => {
    if (source.startsWith('rule:')) return `${t('source_rule')} ${source.slice(5)}`;
    if (proposer.actor !== 'engine') return named(proposer.behind || proposer.id);
    return proposer.id === 'engine' ? t('source_engine') : platformName(proposer.id);
  };
}
