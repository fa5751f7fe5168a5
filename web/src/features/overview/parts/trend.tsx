/** One figure by day, as a chart or as a table. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { catalogueQuery } from '@/api/metrics';
import type { Answer } from '@/api/query';
import { Chart } from '@/components/chart/chart';
import type { Colours } from '@/components/chart/colours';
import { linesOption } from '@/components/chart/lines';
import { Delta } from '@/components/figures/delta';
import { Section } from '@/components/page';
import { Scroll } from '@/components/scroll';
import { Answered } from '@/components/states/answered';
import { fullDay, shortDay } from '@/lib/dates';
import { better, metricName, shownAs } from '@/lib/metrics';
import { figure, type Unit } from '@/lib/numbers';
import { SegmentedControl } from '@/ui/inputs';
import { daysOf, openFrom, series } from '../figures';
import classes from '../overview.module.css';
import { t } from '../words';

type Props = { query: UseQueryResult<Answer>; metric: string };

const route = getRouteApi('/shell/');

export function Trend({ query, metric }: Props) {
  const { trend = 'chart' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const unit = shownAs(metric, catalogue.find((one) => one.name === metric)?.unit);
  const choice = (
    <SegmentedControl
      size="xs"
      aria-label={t('view')}
      value={trend}
      onChange={(chosen) =>
        void navigate({
          search: (before) => ({ ...before, trend: chosen === 'table' ? 'table' : undefined }),
          replace: true,
        })
      }
      data={[
        { value: 'chart', label: t('asChart') },
        { value: 'table', label: t('asTable') },
      ]}
    />
  );
  return (
    <Section title={t('trend', { name: metricName(metric) })} actions={choice}>
      <Answered query={query}>
        {(answer) =>
          trend === 'table' ? (
            <Figures answer={answer} metric={metric} unit={unit} />
          ) : (
            <Picture answer={answer} metric={metric} unit={unit} />
          )
        }
      </Answered>
    </Section>
  );
}

type Drawn = { answer: Answer; metric: string; unit: Unit };

function Picture({ answer, metric, unit }: Drawn) {
  const { currency, period } = answer.provenance;
  const days = daysOf(period, answer.rows);
  const draw = useCallback(
    (colours: Colours) => {
      const rows = new Map(answer.rows.map((row) => [String(row.date), row]));
      const inOrder = daysOf(period, answer.rows);
      const said = (column: string) => (at: number) =>
        figure(rows.get(inOrder[at] ?? '')?.[column], unit, currency);
      const previous = `${metric}_previous`;
      const isCompared = answer.rows.some((row) => row[previous] !== undefined);
      const ghost = {
        name: t('before'),
        values: series(answer, inOrder, previous),
        said: said(previous),
        isGhost: true,
      };
      return linesOption(colours, {
        days: inOrder,
        lines: [
          { name: t('now'), values: series(answer, inOrder, metric), said: said(metric) },
          ...(isCompared ? [ghost] : []),
        ],
        axis: (value) => figure(value, unit, currency, true),
        openFrom: openFrom(answer.provenance, inOrder, metric),
        openLabel: t('mayChange'),
      });
    },
    [answer, metric, unit, currency, period],
  );
  const label = t('chartSaid', {
    name: metricName(metric),
    first: shortDay(days[0] ?? ''),
    last: shortDay(days.at(-1) ?? ''),
  });
  return <Chart draw={draw} label={label} height={340} />;
}

function Figures({ answer, metric, unit }: Drawn) {
  const { currency } = answer.provenance;
  return (
    <Scroll className={classes.short} label={t('region', { name: metricName(metric) })}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col">{metricName(metric)}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('change')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row) => (
            <tr key={String(row.date)}>
              <th scope="row">{fullDay(String(row.date))}</th>
              <td>{figure(row[metric], unit, currency)}</td>
              <td>{figure(row[`${metric}_previous`], unit, currency)}</td>
              <td>
                <Delta value={row[`${metric}_change`]} better={better(metric)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
