/** The table: rows of a dimension, columns of metrics with bars and changes, a total that says how. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { catalogueQuery } from '@/api/metrics';
import type { Answer, Row } from '@/api/query';
import { DataTable } from '@/components/data-table/data-table';
import { metricName, shownAs } from '@/lib/metrics';
import { type Decimal, figure } from '@/lib/numbers';
import { Text } from '@/ui/text';
import { below, idOf, type Level, nameOf } from '../levels';
import { DEFAULT, heldOf } from '../rows';
import { usePicked } from '../use-picked';
import { t } from '../words';
import { columnsOf, dimensionName } from './columns';
import { Picked } from './picked';

type Props = { answer: Answer; total: Row | undefined; level: Level };

const route = getRouteApi('/shell/explore');

export function Figures({ answer, total, level }: Props) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: catalogue } = useQuery(catalogueQuery());
  const { metrics = DEFAULT, find = '', drill, open } = search;

  const rows = useMemo(() => {
    const wanted = find.toLowerCase();
    if (!wanted) return answer.rows;
    return answer.rows.filter((row) =>
      `${nameOf(level, row)} ${idOf(level, row)}`.toLowerCase().includes(wanted),
    );
  }, [answer, find, level]);
  const added = metrics.find((name) =>
    catalogue?.some((one) => one.name === name && one.definition.startsWith('sum of')),
  );
  const part = useMemo(
    () => (added ? heldOf(answer.rows, total, added) : null),
    [answer, total, added],
  );
  const columns = useMemo(
    () =>
      columnsOf({
        answer,
        rows,
        total,
        level,
        metrics,
        catalogue: catalogue ?? [],
        isWhole: part === null,
      }),
    [answer, rows, total, level, metrics, catalogue, part],
  );

  const keyOf = useCallback((row: Row) => keyAt(level, row), [level]);
  const onSort = useCallback(
    (sort: string) => void navigate({ search: (before) => ({ ...before, sort }), replace: true }),
    [navigate],
  );
  const picked = usePicked(answer.rows, level.by, keyOf);

  function follow(row: Row) {
    const next = below(level.by);
    if (!next) return;
    const way = [...(drill ?? []), `${level.id}:${idOf(level, row)}`];
    void navigate({
      search: (before) => ({ ...before, drill: way, by: next, open: undefined, find: undefined }),
    });
  }
  return (
    <>
      {part && added ? <Part part={part} metric={added} answer={answer} level={level} /> : null}
      <DataTable
        label={t('title')}
        rows={rows}
        columns={columns}
        sort={search.sort ?? `-${metrics[0] ?? 'spend'}`}
        onSort={onSort}
        keyOf={keyOf}
        picked={picked.keys}
        onPick={picked.pick}
        opened={open}
        onOpen={(row) =>
          void navigate({
            search: (before) => ({ ...before, open: idOf(level, row) }),
            replace: true,
          })
        }
        onFollow={follow}
        isDense={search.density === 'dense'}
        hasTotal
      />
      {picked.chosen.length ? (
        <Picked
          chosen={picked.chosen}
          all={rows}
          level={level}
          currency={answer.provenance.currency}
          onChoose={picked.choose}
        />
      ) : null}
    </>
  );
}

type Parted = {
  part: { held: Decimal; whole: Decimal };
  metric: string;
  answer: Answer;
  level: Level;
};

/** Say how much of the total the rows hold. */
function Part({ part, metric, answer, level }: Parted) {
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const unit = catalogue.find((one) => one.name === metric)?.unit ?? '';
  const said = (value: Decimal) =>
    `${figure(value, shownAs(metric, unit), answer.provenance.currency)} ${metricName(metric).toLowerCase()}`;
  const what = dimensionName(level.by).toLowerCase();
  return (
    <Text size="sm" c="dimmed" px="md" pb="sm" role="note">
      {t('part', { held: said(part.held), whole: said(part.whole), what })}
    </Text>
  );
}

function keyAt(level: Level, row: Row): string {
  return [level.id, ...(level.also ?? [])].map((one) => String(row[one] ?? '')).join(' ');
}
