/** Budgets that somebody proposed, and what to answer. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { meQuery, useMay } from '@/api/me';
import { useNames } from '@/api/people';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { ago } from '@/lib/dates';
import { money } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { notify } from '@/ui/feedback';
import { decideBudget } from '../api/decide-budget';
import { keys } from '../api/keys';
import { type Budget, proposedQuery } from '../api/list-proposed';
import classes from '../budgets.module.css';
import { monthName } from '../logic/pace';
import { t } from '../words';
import { useReach } from './pace-row';

export function Waiting() {
  const { data = [] } = useQuery(proposedQuery());
  if (!data.length) return null;
  return (
    <Section title={t('waiting')}>
      <ul className={classes.waiting}>
        {data.map((one) => (
          <Row key={one.id} budget={one} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ budget }: { budget: Budget }) {
  const client = useQueryClient();
  const named = useNames();
  const reached = useReach();
  const mayApprove = useMay('approve');
  const { data: me } = useQuery(meQuery);
  const decided = useMutation({
    mutationFn: decideBudget,
    onSuccess: (_, asked) => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(asked.approve ? t('approvedToast') : t('rejectedToast'));
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const { proposed, effective } = budget;
  if (!proposed) return null;
  const isOwn = proposed.proposed_by === `person:${me?.person_id}`;
  const answer = (approve: boolean) =>
    decided.mutate({ id: budget.id, version: proposed.version, approve });
  return (
    <li>
      <span>
        {t('waitingLine', {
          month: monthName(budget.month),
          reach: reached(budget.reach),
          amount: money(proposed.amount, proposed.currency),
        })}{' '}
        {effective?.amount ? (
          <span className={classes.dim}>
            {t('instead', { amount: money(effective.amount, effective.currency) })}
          </span>
        ) : null}
      </span>
      <span className={classes.dim}>
        {t('by', { who: named(proposed.proposed_by), when: ago(proposed.proposed_at, Date.now()) })}
        {proposed.why ? ` · ${proposed.why}` : ''}
      </span>
      <span className={classes.spring} />
      {mayApprove && !isOwn ? (
        <span className={classes.answers}>
          <Button variant="default" disabled={decided.isPending} onClick={() => answer(false)}>
            {t('reject')}
          </Button>
          <Button loading={decided.isPending} onClick={() => answer(true)}>
            {t('approve')}
          </Button>
        </span>
      ) : null}
      {isOwn ? <span className={classes.dim}>{t('own')}</span> : null}
    </li>
  );
}
