/** The table: rows of a dimension, columns of metrics with bars and changes, a total that says how. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { catalogueQuery } from '@/api/metrics';
import type { Answer, Row } from '@/api/query';
import { DataTable } from '@/components/data-table/data-table';
import { below, idOf, type Level, nameOf } from '../levels';
import { DEFAULT } from '../rows';
import { t } from '../words';
import { columnsOf } from './columns';

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
  const columns = useMemo(
    () => columnsOf({ answer, rows, total, level, metrics, catalogue: catalogue ?? [] }),
    [answer, rows, total, level, metrics, catalogue],
  );

  function follow(row: Row) {
    const next = below(level.by);
    if (!next) return;
    const way = [...(drill ?? []), `${level.id}:${idOf(level, row)}`];
    void navigate({
      search: (before) => ({ ...before, drill: way, by: next, open: undefined, find: undefined }),
    });
  }
  return (
    <DataTable
      label={t('title')}
      rows={rows}
      columns={columns}
      sort={search.sort ?? `-${metrics[0] ?? 'spend'}`}
      onSort={(sort) => void navigate({ search: (before) => ({ ...before, sort }), replace: true })}
      keyOf={(row) => keyOf(level, row)}
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
  );
}

function keyOf(level: Level, row: Row): string {
  return [level.id, ...(level.also ?? [])].map((one) => String(row[one] ?? '')).join(' ');
}
