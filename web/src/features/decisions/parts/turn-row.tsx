/** One change: what, from what to what, by whom, what came of it, and the way back. */
import { IconRobot, IconUser, IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { moment } from '@/lib/dates';
import { locale } from '@/lib/locale';
import { platformName } from '@/lib/names';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { Badge } from '@/ui/text';
import { keys } from '../api/keys';
import type { Turn } from '../api/list-changes';
import { undoPlan } from '../api/undo-plan';
import classes from '../history.module.css';
import { valueText } from '../logic/changes';
import { canUndo, driftOf, isUndone } from '../logic/turns';
import { useWho } from '../use-who';
import { t } from '../words';
import { DiffLine } from './diff';
import { ReasonModal } from './reason-modal';
import { Strip } from './strip';

const ICONS = { ours: IconUser, others: IconUsers, platform: IconRobot } as const;
const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const STATES: Record<string, string> = { failed: 'red', refused: 'orange', held: 'orange' };

export function TurnRow({ turn, all }: { turn: Turn; all: readonly Turn[] }) {
  const Icon = ICONS[turn.by];
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={classes.turn}>
      <time className={classes.time} dateTime={turn.at} title={moment(turn.at)}>
        {time.format(new Date(turn.at))}
      </time>
      <span className={classes.who} data-by={turn.by} title={t(`by_${turn.by}`)}>
        <Icon size={15} aria-hidden />
      </span>
      <div className={classes.what}>
        <span className={classes.thing}>{turn.name || turn.entity_id}</span>
        <DiffLine change={turn} />
        <Facts turn={turn} all={all} />
        {isOpen ? <Strip of={turn} /> : null}
      </div>
      <div className={classes.acts}>
        <Button
          variant="subtle"
          color="gray"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {t('effectOf')}
        </Button>
        {canUndo(turn, all) ? <Undo turn={turn} all={all} /> : null}
      </div>
    </li>
  );
}

function Facts({ turn, all }: { turn: Turn; all: readonly Turn[] }) {
  const who = useWho();
  return (
    <span className={classes.facts}>
      <span>{platformName(turn.platform || turn.connector)}</span>
      <span>{who(turn)}</span>
      {turn.reason ? <span>“{turn.reason}”</span> : null}
      {turn.state && turn.state !== 'done' ? (
        <Badge size="sm" color={STATES[turn.state] ?? 'gray'}>
          {t(`item_${turn.state as 'held'}`)}
        </Badge>
      ) : null}
      {isUndone(turn, all) ? (
        <Badge size="sm" color="gray">
          {t('undone')}
        </Badge>
      ) : null}
      {turn.undo_of ? (
        <Badge size="sm" color="gray">
          {t('isUndo')}
        </Badge>
      ) : null}
      {turn.plan_id ? (
        <Link to="/decisions/approvals" search={{ plan: turn.plan_id } as never}>
          {t('showPlan')}
        </Link>
      ) : null}
    </span>
  );
}

function Undo({ turn, all }: { turn: Turn; all: readonly Turn[] }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayPropose = useMay('propose');
  const who = useWho();
  const [opened, setOpened] = useState(false);
  const drift = driftOf(turn, all);
  const made = useMutation({
    mutationFn: undoPlan,
    onSuccess: (plan) => {
      void client.invalidateQueries({ queryKey: keys.all() });
      notify(t('planMade'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
  });
  if (!mayPropose) return null;
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>
        {t('undo')}
      </Button>
      <ReasonModal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('undoTitle')}
        lead={t('undoLead')}
        action={t('undoMake')}
        busy={made.isPending}
        error={made.error}
        onAnswer={(reason) => made.mutate({ id: turn.plan_id, reason })}
      >
        <DiffLine change={{ ...turn, before: turn.after, after: turn.before }} />
        {drift ? (
          <Alert color="orange" p="xs">
            {t('drifted', {
              name: turn.name,
              value: valueText(drift.field, drift.after, drift.currency),
              who: who(drift),
            })}
          </Alert>
        ) : null}
      </ReasonModal>
    </>
  );
}
