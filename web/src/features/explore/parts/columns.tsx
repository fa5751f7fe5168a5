/** What each column of the table shows, and how its total came to be. */
import type { MetricLine } from '@/api/metrics';
import type { Answer, Row } from '@/api/query';
import type { Column } from '@/components/data-table/types';
import { Bar } from '@/components/figures/bar';
import { Delta } from '@/components/figures/delta';
import { better, metricName, shownAs } from '@/lib/metrics';
import { platformName } from '@/lib/names';
import { figure, place } from '@/lib/numbers';
import classes from '../explore.module.css';
import { type Level, nameOf } from '../levels';
import { t } from '../words';

type Given = {
  answer: Answer;
  rows: readonly Row[];
  /** Whether the rows hold all of the total. */
  isWhole: boolean;
  total: Row | undefined;
  level: Level;
  metrics: readonly string[];
  catalogue: readonly MetricLine[];
};

const NAME_WIDTH = 240;
const WIDTH = 116;
const BAR_WIDTH = 156;

export function columnsOf(given: Given): Column<Row>[] {
  const { answer, rows, total, level, metrics, catalogue, isWhole } = given;
  const { currency, compare_period } = answer.provenance;
  const first: Column<Row> = {
    id: level.by,
    label: dimensionName(level.by),
    width: NAME_WIDTH,
    cell: (row) => <Name level={level} row={row} />,
    value: (row) => nameOf(level, row),
    total: isWhole ? t('totalOf', { count: answer.rows.length }) : t('allOfIt'),
  };
  const figures = metrics.map((name, at): Column<Row> => {
    const line = catalogue.find((one) => one.name === name);
    const unit = shownAs(name, line?.unit);
    const most = at === 0 ? Math.max(0, ...rows.map((row) => place(row[name]) ?? 0)) : 0;
    return {
      id: name,
      label: metricName(name),
      why: line ? `${line.what}: ${line.definition}` : undefined,
      width: at === 0 ? BAR_WIDTH : WIDTH,
      align: 'right',
      value: (row) => place(row[name]),
      cell: (row) => (
        <span className={classes.cell}>
          {at === 0 ? <Bar value={place(row[name])} most={most} /> : null}
          <span className={classes.figure}>{figure(row[name], unit, currency)}</span>
          {compare_period ? (
            <span className={classes.delta}>
              <Delta value={row[`${name}_change`]} better={better(name)} />
            </span>
          ) : null}
        </span>
      ),
      total: total ? (
        <span className={classes.cell}>
          <span className={classes.figure}>{figure(total[name], unit, currency)}</span>
          <span className={classes.how}>{how(line)}</span>
        </span>
      ) : null,
    };
  });
  return [first, ...figures];
}

function Name({ level, row }: { level: Level; row: Row }) {
  const status = level.status ? row[level.status] : null;
  const also = level.also?.map((one) => platformName(String(row[one] ?? ''))).join(' ');
  return (
    <span className={classes.name} title={nameOf(level, row)}>
      <span className={classes.called}>{nameOf(level, row) || t('unnamed')}</span>
      {status || also ? (
        <span className={classes.status}>
          {String(status ?? also)
            .toLowerCase()
            .replaceAll('_', ' ')}
        </span>
      ) : null}
    </span>
  );
}

/** Say how a total came to be: added up, from the totals of its parts, or not at all. */
function how(line: MetricLine | undefined): string {
  if (!line) return '';
  if (line.definition.startsWith('as reported')) return t('notAdded');
  return line.definition.includes(' / ') ? t('ofTotals') : t('sum');
}

/** Return what several of a level are called; of other dimensions the name of one. */
export function severalName(name: string): string {
  const known = ['platforms', 'accounts', 'campaigns', 'ad_groups', 'ads'] as const;
  const found = known.find((one) => one === `${name}s`);
  return found ? t(found) : dimensionName(name);
}

export function dimensionName(name: string): string {
  const known = ['platform', 'account', 'campaign', 'ad_group', 'ad'] as const;
  const found = known.find((one) => one === name);
  if (found) return t(found);
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
