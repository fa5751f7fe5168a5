/** One budget of the month: how it goes, where it lands, what it would take. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useAccountTitles } from '@/api/account-names';
import { Answered } from '@/components/states/answered';
import { shortDay } from '@/lib/dates';
import { platformName } from '@/lib/names';
import { money, sign } from '@/lib/numbers';
import { Badge } from '@/ui/text';
import type { Pace } from '../api/list-pacing';
import { paceQuery } from '../api/show-pacing';
import classes from '../budgets.module.css';
import { isOver, lands, silence } from '../logic/pace';
import { t } from '../words';
import { DayChart } from './day-chart';
import { PaceBar } from './pace-bar';

const COLOURS: Partial<Record<Pace['state'], string>> = {
  on_track: 'green',
  landed: 'gray',
  over: 'orange',
  under: 'blue',
};

export function PaceRow({ pace }: { pace: Pace }) {
  const [opened, setOpened] = useState(false);
  const reached = useReach();
  return (
    <li className={classes.pace}>
      <div className={classes.who}>
        <span className={classes.name}>{reached(pace)}</span>
        <Badge color={COLOURS[pace.state] ?? 'gray'}>{t(`state_${pace.state}`)}</Badge>
      </div>
      <div className={classes.middle}>
        <span className={classes.lands}>{lands(pace) || silence(pace)}</span>
        <PaceBar pace={pace} />
        <Facts pace={pace} />
      </div>
      <Figures pace={pace} />
      <details className={classes.open} onToggle={(event) => setOpened(event.currentTarget.open)}>
        <summary>{t('days')}</summary>
        {opened ? <Days id={pace.budget_id} /> : null}
      </details>
    </li>
  );
}

function Days({ id }: { id: string }) {
  const query = useQuery(paceQuery(id));
  return (
    <Answered query={query}>{(one) => <DayChart pace={one.budget} days={one.days} />}</Answered>
  );
}

function Facts({ pace }: { pace: Pace }) {
  return (
    <span className={classes.facts}>
      <span>
        {pace.through ? t('through', { day: shortDay(pace.through) }) : t('nothingKnown')}
      </span>
      {pace.missing.length ? <span>{t('missing', { count: pace.missing.length })}</span> : null}
      {pace.runs_out_on && pace.state === 'over' ? (
        <span>{t('runsOut', { day: shortDay(pace.runs_out_on) })}</span>
      ) : null}
      {pace.carried !== null && sign(pace.carried) !== 0 ? (
        <span>{t('carried', { amount: money(pace.carried, pace.currency) })}</span>
      ) : null}
    </span>
  );
}

function Figures({ pace }: { pace: Pace }) {
  const { currency } = pace;
  const isOpen = pace.state !== 'landed';
  const gap = pace.gap?.replace(/^-/, '') ?? null;
  return (
    <div className={classes.figures}>
      <b>
        {t('spentOf', {
          spent: pace.spent === null ? t('notKnown') : money(pace.spent, currency),
          available: money(pace.available ?? pace.planned, currency),
        })}
      </b>
      {gap === null ? null : (
        <span>
          {t(isOver(pace.gap) ? 'gapOver' : 'gapUnder', { amount: money(gap, currency) })}
        </span>
      )}
      {isOpen && pace.daily_needed !== null ? (
        <span className={classes.dim}>
          {t('needed', { amount: money(pace.daily_needed, currency) })}
        </span>
      ) : null}
      {isOpen && pace.daily_expected !== null ? (
        <span className={classes.dim}>
          {t('expectedADay', { amount: money(pace.daily_expected, currency) })}
        </span>
      ) : null}
    </div>
  );
}

type Reach = { platform: string; account: string; group: string; campaign: string };

/** Return a function that says what a budget is for. */
export function useReach(): (reach: Reach) => string {
  const titled = useAccountTitles();
  return ({ platform, account, group, campaign }) => {
    const where = account ? titled(account) : platform ? platformName(platform) : '';
    return [where, group, campaign].filter(Boolean).join(' · ') || t('whole');
  };
}
