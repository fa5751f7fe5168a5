/** Money split by hand: how each budget answers, limits of one's own, and a plan of the result. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAccountTitles } from '@/api/account-names';
import type { Schemas } from '@/api/client';
import { useMay } from '@/api/me';
import { problemOf } from '@/api/problem';
import { Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyNew, Loading } from '@/components/states/states';
import { isAmount } from '@/lib/decimals';
import { money } from '@/lib/numbers';
import { Button } from '@/ui/buttons';
import { Alert, notify } from '@/ui/feedback';
import { useDebouncedValue } from '@/ui/hooks';
import { Select, TextInput } from '@/ui/inputs';
import { Text } from '@/ui/text';
import { type Pool, poolsQuery } from './api/list-pools';
import { proposeSplit } from './api/propose-split';
import { type Split, splitQuery } from './api/split-budget';
import { signedAmount } from './logic/pace';
import { type Bounds, boundsOf, isWhole } from './logic/wishes';
import { Frame } from './parts/frame';
import { PurseTable } from './parts/purse-table';
import { Scenarios } from './parts/scenarios';
import classes from './planner.module.css';
import { t } from './words';

const route = getRouteApi('/shell/budgets/planner');
const TYPING_MS = 500;

export function Planner() {
  const query = useQuery(poolsQuery());
  const { pool = '' } = route.useSearch();
  return (
    <Frame>
      <Answered
        query={query}
        loading={
          <Loading lines={8} height={40}>
            {t('reading')}
          </Loading>
        }
        empty={(told) =>
          !told.rows.some((one) => one.purses.some((each) => each.curve.length)) && (
            <EmptyNew title={t('noPool')}>{t('noPoolBody')}</EmptyNew>
          )
        }
      >
        {({ rows }) => {
          const known = rows.filter((one) => one.purses.some((each) => each.curve.length));
          const chosen = known.find((one) => one.pool === pool) ?? known[0];
          return chosen ? <Desk key={chosen.pool} pool={chosen} all={known} /> : null;
        }}
      </Answered>
    </Frame>
  );
}

function Desk({ pool, all }: { pool: Pool; all: readonly Pool[] }) {
  const navigate = route.useNavigate();
  const titled = useAccountTitles();
  const [total, setTotal] = useState('');
  const [bounds, setBounds] = useState<Bounds>({});
  const [asked] = useDebouncedValue({ total, bounds }, TYPING_MS);
  const query = useQuery({
    ...splitQuery({
      pool: pool.pool,
      total: isAmount(asked.total) ? asked.total : null,
      bounds: boundsOf(asked.bounds),
    } as Schemas['PlannerIn']),
    enabled: isWhole(asked.total, asked.bounds),
  });
  const split = query.data;
  return (
    <>
      <div className={classes.head}>
        <Select
          label={t('between')}
          w={300}
          value={pool.pool}
          data={all.map((one) => ({
            value: one.pool,
            label: one.account
              ? titled(one.account)
              : t('acrossPlatforms', { currency: one.currency }),
          }))}
          allowDeselect={false}
          onChange={(to) =>
            void navigate({
              search: (before) => ({ ...before, pool: to ?? undefined }),
              replace: true,
            })
          }
        />
        <TextInput
          label={t('totalADay', { currency: pool.currency })}
          w={180}
          inputMode="decimal"
          placeholder={pool.total}
          value={total}
          error={total && !isAmount(total) ? t('notAmount') : null}
          onChange={(event) => setTotal(event.currentTarget.value.trim())}
        />
        <span className={classes.spring} />
        <Text size="sm" c="dimmed" role="status">
          {query.isFetching ? t('weighing') : ''}
        </Text>
        {split ? <Outcome pool={pool} split={split} isOld={query.isPlaceholderData} /> : null}
      </div>
      {query.isError ? (
        <Alert color="orange" role="alert">
          {problemOf(query.error).message} {problemOf(query.error).hint}
        </Alert>
      ) : null}
      {split ? (
        <Section title={t('scenarios')} lead={t('scenariosLead')}>
          <Scenarios split={split} onChoose={setTotal} />
        </Section>
      ) : null}
      <Section title={t('budgetsOf')} lead={t('budgetsLead')}>
        <PurseTable
          pool={pool}
          split={split}
          bounds={bounds}
          onBound={(purse, which, value) =>
            setBounds({ ...bounds, [purse]: { ...bounds[purse], [which]: value } })
          }
        />
      </Section>
    </>
  );
}

type OutcomeProps = { pool: Pool; split: Split; isOld: boolean };

function Outcome({ pool, split, isOld }: OutcomeProps) {
  const navigate = useNavigate();
  const mayPropose = useMay('propose');
  const currency = split.metric === 'conversion_value' ? split.currency : '';
  const made = useMutation({
    mutationFn: proposeSplit,
    onSuccess: (plan) => {
      notify(t('planMade'));
      void navigate({ to: '/decisions/approvals', search: { plan: plan.id } as never });
    },
    onError: (error) => notify(problemOf(error).message, 'failed'),
  });
  const expected = signedAmount(split.expected, currency);
  const body = {
    changes: split.changes.map(({ account, level, entity_id, field, before, value }) => ({
      account,
      level,
      entity_id,
      field,
      before,
      value,
    })),
    reason: t('planReason', { total: money(split.total, split.currency), expected }),
  } as unknown as Schemas['Proposal'];
  return (
    <>
      <div>
        <span className={classes.dim}>
          {t('expectedMore', { metric: split.metric.replaceAll('_', ' ') })}
        </span>
        <span className={classes.big}>{expected}</span>{' '}
        <Text span size="xs" c="dimmed">
          {t('interval', {
            low: signedAmount(split.low, currency),
            high: signedAmount(split.high, currency),
          })}
        </Text>
      </div>
      {mayPropose && pool.steerable ? (
        <Button
          size="sm"
          disabled={isOld || !split.changes.length}
          loading={made.isPending}
          onClick={() => made.mutate(body)}
        >
          {t('makePlan')}
        </Button>
      ) : null}
    </>
  );
}
