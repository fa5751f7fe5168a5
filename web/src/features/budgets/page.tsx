/** Where the budgets of a month land, those that need a hand first. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '@/api/me';
import { platformsQuery } from '@/api/platforms';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered, EmptyNew, Loading } from '@/components/states/states';
import { platformName } from '@/lib/names';
import { percent } from '@/lib/numbers';
import { useChangeView, useView, type View } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { Badge, Text } from '@/ui/text';
import { type Pace, pacingQuery } from './api/list-pacing';
import classes from './budgets.module.css';
import { currentMonth } from './logic/pace';
import { Frame } from './parts/frame';
import { Month } from './parts/month';
import { Legend } from './parts/pace-bar';
import { PaceRow } from './parts/pace-row';
import { PlanModal } from './parts/plan-modal';
import { Waiting } from './parts/waiting';
import { t } from './words';

const route = getRouteApi('/shell/budgets');

export function Budgets() {
  const { month = currentMonth(new Date()) } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(pacingQuery(month));
  const mayPropose = useMay('propose');
  const [isPlanning, setPlanning] = useState(false);
  const record = query.data?.record;
  const plan = mayPropose ? <Button onClick={() => setPlanning(true)}>{t('plan')}</Button> : null;

  return (
    <Frame actions={plan}>
      <div className={classes.bar}>
        <Month
          month={month}
          onChange={(chosen) =>
            void navigate({ search: (before) => ({ ...before, month: chosen }), replace: true })
          }
        />
        <Legend />
        <span className={classes.spring} />
        {record ? (
          <Text size="xs" c="dimmed">
            {t('record', { covered: percent(record.covered, 0), count: record.projections })}
          </Text>
        ) : null}
      </div>
      <Waiting />
      <Answered
        query={query}
        loading={<Loading lines={6} height={40} />}
        empty={(told) =>
          !told.rows.length && (
            <EmptyNew title={t('noneTitle')}>
              <Text size="sm" c="dimmed" maw={420}>
                {t('noneBody')}
              </Text>
              {plan}
            </EmptyNew>
          )
        }
      >
        {(told) => <Rows all={told.rows} />}
      </Answered>
      {isPlanning ? (
        <PlanModal
          month={month}
          currency={query.data?.rows[0]?.currency ?? ''}
          onClose={() => setPlanning(false)}
        />
      ) : null}
    </Frame>
  );
}

function Rows({ all }: { all: readonly Pace[] }) {
  const view = useView();
  const change = useChangeView();
  const seen = all.filter((one) => isInView(one, view));
  if (!seen.length) {
    return <EmptyFiltered onClear={() => change({ platforms: [], accounts: [] })} />;
  }
  return (
    <>
      <ul className={classes.rows}>
        {seen.map((one) => (
          <PaceRow key={one.budget_id} pace={one} />
        ))}
        {view.platforms.length + view.accounts.length ? null : <Unplanned all={all} />}
      </ul>
      <Text size="xs" c="dimmed">
        {t('estimates')}
      </Text>
    </>
  );
}

/** Platforms that spend without a budget of their own. */
function Unplanned({ all }: { all: readonly Pace[] }) {
  const { data = [] } = useQuery(platformsQuery());
  const planned = all.map((one) => one.platform || one.account.split('/')[0]);
  return data
    .filter((one) => one.accounts.length && !planned.includes(one.name))
    .map((one) => (
      <li key={one.name} className={classes.pace}>
        <div className={classes.who}>
          <span className={classes.name}>{platformName(one.name)}</span>
          <Badge color="gray">{t('state_none')}</Badge>
        </div>
        <span className={classes.dim}>{t('noBudget')}</span>
      </li>
    ));
}

function isInView(one: Pace, view: View): boolean {
  const platform = one.platform || (one.account.split('/')[0] ?? '');
  return (
    (!view.platforms.length || view.platforms.includes(platform)) &&
    (!view.accounts.length || view.accounts.includes(one.account))
  );
}
