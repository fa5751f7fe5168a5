/** How it goes, in one screen: key figures, their trend, the platforms, what needs a person. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Answer } from '@/api/query';
import { Page } from '@/components/page';
import { Answered } from '@/components/states/answered';
import { EmptyFiltered, EmptyNew } from '@/components/states/states';
import { span } from '@/lib/dates';
import { useChangeView, useView, type View } from '@/lib/view';
import { Skeleton } from '@/ui/feedback';
import { TILES } from './figures';
import classes from './overview.module.css';
import { Attention } from './parts/attention';
import { Platforms } from './parts/platforms';
import { Tiles } from './parts/tiles';
import { Trend } from './parts/trend';
import { dailyQuery, totalsQuery } from './questions';
import { t } from './words';

const route = getRouteApi('/shell/');

export function Overview() {
  const view = useView();
  const { metric = 'spend' } = route.useSearch();
  const totals = useQuery(totalsQuery(view));
  const daily = useQuery(dailyQuery(view));
  return (
    <Page title={t('title')} lead={totals.data ? about(totals.data) : ' '}>
      <Answered
        query={totals}
        loading={<Waiting />}
        empty={(data) => isEmpty(data) && <Empty data={data} view={view} />}
      >
        {(data) => (
          <>
            <Tiles totals={data} daily={daily.data} chosen={metric} />
            <div className={classes.columns}>
              <Trend query={daily} metric={metric} />
              <Attention />
            </div>
            <Platforms totals={data} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function isEmpty({ rows: [row] }: Answer): boolean {
  return !row || TILES.every((name) => row[name] === null);
}

function Empty({ data, view }: { data: Answer; view: View }) {
  const change = useChangeView();
  const isFiltered = view.platforms.length + view.accounts.length > 0;
  if (data.provenance.sources.length === 0 && !isFiltered && view.range === 'all') {
    return <EmptyNew title={t('newTitle')}>{t('newBody')}</EmptyNew>;
  }
  const clear = () => change({ platforms: [], accounts: [], range: 'all' });
  return <EmptyFiltered onClear={clear}>{t('noDays')}</EmptyFiltered>;
}

function Waiting() {
  return (
    <div className={classes.waiting}>
      {TILES.map((name) => (
        <Skeleton key={name} height={132} radius={10} />
      ))}
    </div>
  );
}

function about({ provenance }: Answer): string {
  const said = [provenance.period, provenance.compare_period].map((period) => {
    const [first, last] = period.split('..');
    return first && last ? span(first, last) : '';
  });
  const [days = '', before = ''] = said;
  const words = before ? t('period', { days, before }) : t('periodAlone', { days });
  const { currency } = provenance;
  return currency ? `${words} · ${t('convertedTo', { currency })}` : words;
}
