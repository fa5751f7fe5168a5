/** A row in full, beside the table: its figures, their trend, and where they come from. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { catalogueQuery } from '@/api/metrics';
import { type Answer, askQuery, type Row } from '@/api/query';
import { Delta } from '@/components/figures/delta';
import { Sparkline } from '@/components/figures/sparkline';
import { better, metricName, shownAs } from '@/lib/metrics';
import { figure, place } from '@/lib/numbers';
import { quoted, useView } from '@/lib/view';
import { Button } from '@/ui/buttons';
import { Skeleton } from '@/ui/feedback';
import { Stack } from '@/ui/layout';
import { Drawer } from '@/ui/overlays';
import classes from '../explore.module.css';
import { below, idOf, type Level, nameOf } from '../levels';
import { DEFAULT } from '../rows';
import { t } from '../words';
import { Behind } from './behind';
import { severalName } from './columns';
import { Told } from './told';

type Props = { answer: Answer; level: Level; where: string };

const route = getRouteApi('/shell/explore');

export function Peek({ answer, level, where }: Props) {
  const { open, drill, metrics = DEFAULT } = route.useSearch();
  const navigate = route.useNavigate();
  const row = answer.rows.find((one) => idOf(level, one) === open);
  const next = below(level.by);
  if (!row) return null;

  function follow() {
    const way = [...(drill ?? []), `${level.id}:${open}`];
    void navigate({
      search: (before) => ({ ...before, drill: way, by: next ?? undefined, open: undefined }),
    });
  }
  return (
    <Drawer
      opened
      onClose={() =>
        void navigate({ search: (before) => ({ ...before, open: undefined }), replace: true })
      }
      position="right"
      size={430}
      title={nameOf(level, row)}
      overlayProps={{ backgroundOpacity: 0.15 }}
    >
      <Stack gap="md">
        {next ? (
          <Button variant="light" onClick={follow}>
            {t('below', { what: severalName(next).toLowerCase() })}
          </Button>
        ) : null}
        <Told level={level.by} id={idOf(level, row)} />
        <Trend level={level} row={row} where={where} metric={metrics[0] ?? 'spend'} />
        <Measures row={row} metrics={metrics} currency={answer.provenance.currency} />
        <Behind source={answer.provenance} metrics={metrics} />
      </Stack>
    </Drawer>
  );
}

type Trended = { level: Level; row: Row; where: string; metric: string };

function Trend({ level, row, where, metric }: Trended) {
  const view = useView();
  const own = `${level.id} = ${quoted(idOf(level, row))}`;
  const asked = {
    metrics: [metric],
    by: ['date'],
    sort: ['date'],
    where: [where, own].filter(Boolean).join(' and '),
  };
  const { data } = useQuery(askQuery(view, asked));
  if (!data) return <Skeleton height={56} />;
  return (
    <Sparkline
      points={data.rows.map((one) => place(one[metric]))}
      ghost={data.rows.map((one) => place(one[`${metric}_previous`]))}
      label={metricName(metric)}
      width={390}
      height={56}
    />
  );
}

function Measures({ row, metrics, currency }: { row: Row; metrics: string[]; currency: string }) {
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  return (
    <div className={classes.measures}>
      {metrics.map((name) => {
        const unit = shownAs(name, catalogue.find((one) => one.name === name)?.unit);
        const previous = row[`${name}_previous`];
        return (
          <div key={name} className={classes.measure}>
            <span>{metricName(name)}</span>
            <span className={classes.big}>{figure(row[name], unit, currency)}</span>
            {previous === undefined ? null : (
              <span>
                <Delta value={row[`${name}_change`]} better={better(name)} />{' '}
                {t('before', { value: figure(previous, unit, currency) })}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}
