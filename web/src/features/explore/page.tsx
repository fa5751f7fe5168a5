/** Any metric by any dimension, from the platforms down to one ad. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { askQuery } from '@/api/query';
import { Page, Section } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered } from '@/components/states/states';
import { useChangeView, useView } from '@/lib/view';
import { dimensions, levelOf, steps } from './levels';
import { severalName } from './parts/columns';
import { Crumbs } from './parts/crumbs';
import { Figures } from './parts/figures';
import { Maturity } from './parts/maturity';
import { Only } from './parts/only';
import { Peek } from './parts/peek';
import { Toolbar } from './parts/toolbar';
import { DEFAULT, filtered } from './rows';
import { useNamed } from './use-named';
import { t } from './words';

const route = getRouteApi('/shell/explore');
const MOST = 20_000;

export function Explore() {
  const search = route.useSearch();
  const view = useView();
  const change = useChangeView();
  const { by = 'campaign', metrics = DEFAULT, drill = [], as = 'table' } = search;
  const level = useMemo(() => levelOf(by), [by]);
  const where = filtered(search);
  const asked = {
    metrics,
    by: dimensions(level),
    where,
    sort: ['-spend'].filter((one) => metrics.includes(one.slice(1))),
    limit: MOST,
  };
  const query = useQuery(askQuery(view, asked));
  const answer = useNamed(query.data);
  const totals = useQuery(askQuery(view, { metrics, where }));

  return (
    <Page
      title={t('title')}
      lead={
        <>
          <Crumbs way={steps(drill)} />
          <Only />
        </>
      }
    >
      <Section
        title={as === 'maturity' ? t('asMaturity') : severalName(by)}
        actions={<Toolbar answer={answer} />}
      >
        {as === 'maturity' ? (
          <Maturity />
        ) : (
          <Answered
            query={query}
            empty={(data) =>
              data.rows.length === 0 && (
                <EmptyFiltered
                  onClear={() => change({ platforms: [], accounts: [], range: '91d' })}
                >
                  {t('nothing')}
                </EmptyFiltered>
              )
            }
          >
            {(data) => (
              <Figures answer={answer ?? data} total={totals.data?.rows[0]} level={level} />
            )}
          </Answered>
        )}
      </Section>
      {search.open && answer ? <Peek answer={answer} level={level} where={where} /> : null}
    </Page>
  );
}
