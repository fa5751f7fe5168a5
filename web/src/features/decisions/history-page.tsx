/** All that was changed: ours, other people's and the platforms', in one line of time. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { platformsQuery } from '@/api/platforms';
import { EmptyFiltered, EmptyNew, Failed, Loading } from '@/components/states/states';
import { fullDay } from '@/lib/dates';
import { useChangeView, useView, type View } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { SegmentedControl } from '@/ui/inputs';
import { type By, changesQuery, type Turn } from './api/list-changes';
import classes from './history.module.css';
import { byDay, keyOf } from './logic/turns';
import { Frame } from './parts/frame';
import { TurnRow } from './parts/turn-row';
import { t } from './words';

const route = getRouteApi('/shell/decisions/history');
const WHOSE = ['all', 'ours', 'others', 'platform'] as const;

export function History() {
  const { by = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const view = useView();
  const change = useChangeView();
  const accounts = useAccounts(view);
  const query = useInfiniteQuery({
    ...changesQuery(by as By, accounts ?? []),
    enabled: accounts !== null,
  });
  const turns = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const isFiltered = by !== '' || (accounts ?? []).length > 0;

  return (
    <Frame>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs"
          aria-label={t('filterBy')}
          value={by || 'all'}
          data={WHOSE.map((one) => ({
            value: one,
            label: one === 'all' ? t('all') : t(`by_${one}`),
          }))}
          onChange={(chosen) =>
            void navigate({
              search: (before) => ({
                ...before,
                by: chosen === 'all' ? undefined : (chosen as 'ours'),
              }),
              replace: true,
            })
          }
        />
      </div>
      {query.isError && !turns.length ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.isPending ? <Loading lines={8} /> : null}
      {query.isSuccess && !turns.length && !query.hasNextPage ? (
        <Nothing
          isFiltered={isFiltered}
          onClear={() => {
            change({ platforms: [], accounts: [] });
            void navigate({ search: (before) => ({ ...before, by: undefined }) });
          }}
        />
      ) : null}
      <Days turns={turns} />
      {query.hasNextPage ? (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('older')}
        </Button>
      ) : null}
    </Frame>
  );
}

function Days({ turns }: { turns: readonly Turn[] }) {
  return byDay(turns, localDay).map(({ day, turns: those }) => (
    <section key={day} className={classes.day} aria-label={fullDay(day)}>
      <h2 className={classes.dayName}>{fullDay(day)}</h2>
      <ol className={classes.rows}>
        {those.map((one) => (
          <TurnRow key={keyOf(one)} turn={one} all={turns} />
        ))}
      </ol>
    </section>
  ));
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered) return <EmptyFiltered onClear={onClear} />;
  return <EmptyNew title={t('noChanges')}>{t('noChangesBody')}</EmptyNew>;
}

/** Return the day of an instant where the person is. */
function localDay(at: string): string {
  const on = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${on.getFullYear()}-${two(on.getMonth() + 1)}-${two(on.getDate())}`;
}

/** Return the accounts that are looked at; none: all; null until the platforms are known. */
function useAccounts(view: View): string[] | null {
  const { data } = useQuery(platformsQuery());
  if (!view.platforms.length && !view.accounts.length) return [];
  if (!data) return null;
  const every = data.flatMap((platform) =>
    platform.accounts.map((one) => `${platform.name}/${one.account_id}`),
  );
  const chosen = every.filter(
    (one) =>
      (!view.platforms.length || view.platforms.includes(one.split('/')[0] ?? '')) &&
      (!view.accounts.length || view.accounts.includes(one)),
  );
  return chosen.length ? chosen : ['none/none'];
}
