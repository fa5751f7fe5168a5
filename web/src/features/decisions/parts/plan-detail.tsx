/** One plan: what would change, whether it may, who asks for it, and the answer. */
import { useQuery } from '@tanstack/react-query';
import { useNames } from '@/api/people';
import { Answered } from '@/components/states/answered';
import { ago, moment } from '@/lib/dates';
import { sign } from '@/lib/numbers';
import { Badge } from '@/ui/text';
import { type Plan, planQuery } from '../api/get-plan';
import type { Effect } from '../api/list-recommendations';
import classes from '../decisions.module.css';
import { budgetTotals, valueText } from '../logic/changes';
import { basisOf, headline, interval, signed } from '../logic/effects';
import queue from '../queue.module.css';
import { t } from '../words';
import { Diff } from './diff';
import { Limits } from './limits';
import { type Asked, PlanFoot } from './plan-foot';
import { useRequester } from './queue-list';
import { Range } from './range';

type Props = {
  id: string;
  asked: Asked;
  onAsk: (asked: Asked) => void;
  onLeft: (id: string) => void;
};

export function PlanDetail({ id, asked, onAsk, onLeft }: Props) {
  const query = useQuery(planQuery(id));
  return (
    <section className={queue.detail} aria-label={t('planOf', { id })}>
      <Answered query={query}>
        {(plan) => (
          <>
            <Head plan={plan} />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys */}
            <section className={queue.detailBody} tabIndex={0} aria-label={t('what')}>
              {plan.state === 'waiting' || plan.state === 'approved' ? null : (
                <Progress plan={plan} />
              )}
              <Totals plan={plan} />
              <Diff changes={plan.items.map((one) => one.change)} />
              <Limits items={plan.items} />
              <Undo plan={plan} />
            </section>
            <PlanFoot plan={plan} asked={asked} onAsk={onAsk} onLeft={onLeft} />
          </>
        )}
      </Answered>
    </section>
  );
}

function Head({ plan }: { plan: Plan }) {
  const now = Date.now();
  const who = useRequester();
  return (
    <div className={queue.detailHead}>
      <h2 className={queue.title}>{headline(plan.reason)}</h2>
      <div className={queue.row}>
        <Badge color={plan.state === 'waiting' ? 'indigo' : 'gray'}>
          {t(`state_${plan.state}`)}
        </Badge>
        <span>{t('proposedBy', { who: who(plan) })}</span>
        <span title={moment(plan.made_at)}>{ago(plan.made_at, now)}</span>
        {plan.state === 'waiting' ? (
          <span title={moment(plan.expires_at)}>
            {t('expires', { when: ago(plan.expires_at, now) })}
          </span>
        ) : null}
        {plan.data_version === null ? null : (
          <span>{t('dataVersion', { version: plan.data_version })}</span>
        )}
      </div>
      {plan.needed > 1 ? (
        <div className={queue.row}>
          <Badge color="orange">{t('whyTwo', { needed: plan.needed })}</Badge>
          <span>{plan.needed_why.join(' · ')}</span>
        </div>
      ) : null}
      <Approvals plan={plan} />
    </div>
  );
}

function Approvals({ plan }: { plan: Plan }) {
  const named = useNames();
  if (!plan.approvals.length && !plan.closed_by) return null;
  return (
    <div className={queue.row}>
      {plan.approvals.map((one) => (
        <span key={`${one.who.id} ${one.at}`}>
          ✓ {named(one.who.behind || one.who.id)}, {moment(one.at)}
        </span>
      ))}
      {plan.closed_by ? (
        <span>
          {t(`state_${plan.state}`)}: {named(plan.closed_by)} {plan.closed_reason}
        </span>
      ) : null}
    </div>
  );
}

function Totals({ plan }: { plan: Plan }) {
  const totals = budgetTotals(plan.items.map((one) => one.change));
  const effect = plan.expected as Partial<Effect>;
  const told = typeof effect.expected === 'string' ? (effect as Effect) : null;
  if (!totals.length && !told) return null;
  return (
    <div className={queue.totals}>
      {totals
        .filter((one) => sign(one.by) !== 0 || !told)
        .map((one) => (
          <span key={one.currency}>
            <span className={queue.total}>{signed(one.by, one.currency)}</span>{' '}
            <span className={classes.dim}>{t('perDay')}</span>
          </span>
        ))}
      {told ? (
        <span>
          <span className={classes.dim}>{t('expected')}</span>{' '}
          <span className={queue.total}>{signed(told.expected, told.currency)}</span>{' '}
          <Range effect={told} /> <span className={classes.dim}>{interval(told)}</span>{' '}
          <span className={classes.dim}>{basisOf(told, plan.items[0]?.change.platform ?? '')}</span>
        </span>
      ) : null}
    </div>
  );
}

/** What became of each line, while it is written and after. */
function Progress({ plan }: { plan: Plan }) {
  return (
    <ul className={queue.progress} aria-live="polite">
      {plan.items.map((one) => (
        <li key={one.action_id}>
          <Badge
            color={
              { done: 'green', failed: 'red', refused: 'orange', held: 'orange' }[
                one.state as string
              ] ?? 'gray'
            }
          >
            {t(`item_${one.state}`)}
          </Badge>
          <span>{one.change.name || one.change.entity_id}</span>
          {one.state === 'held' && one.live !== null ? (
            <span className={classes.dim}>
              {t('foundNow', { value: valueText(one.change.field, one.live, one.change.currency) })}
            </span>
          ) : null}
          {one.message ? (
            <span className={classes.dim}>
              {one.message} {one.hint}
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Undo({ plan }: { plan: Plan }) {
  const ways = [...new Set(plan.items.map((one) => one.undo).filter(Boolean))];
  const [first] = ways;
  return (
    <p className={classes.dim}>
      {first && ways.length === 1
        ? t('undoLine', { how: first })
        : t(ways.length ? 'setBack' : 'noUndo')}
    </p>
  );
}
