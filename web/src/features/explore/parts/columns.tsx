/** What each column of the table shows, and how its total came to be. */
import type { MetricLine } from '@/api/metrics';
import type { Answer, Row } from '@/api/query';
import type { Cell, Column, Move } from '@/components/data-table/types';
import { keptWith } from '@/lib/kept-with';
import { better, metricName, shownAs } from '@/lib/metrics';
import { platformName } from '@/lib/names';
import { change, type Decimal, figure, place, sign, UNKNOWN } from '@/lib/numbers';
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

const NAME_WIDTH = 260;
const WIDTH = 116;
const BAR_WIDTH = 168;
const MOST_WIDTH = 220;
const DIGIT = 7.6;
const SIDES = 21;

export function columnsOf(given: Given): Column<Row>[] {
  const { answer, rows, total, level, metrics, catalogue, isWhole } = given;
  const { currency, compare_period } = answer.provenance;
  const first: Column<Row> = {
    id: level.by,
    label: dimensionName(level.by),
    width: NAME_WIDTH,
    cell: (row) => nameCell(level, row),
    value: (row) => nameOf(level, row),
    total: isWhole ? t('totalOf', { count: answer.rows.length }) : t('allOfIt'),
  };
  const figures = metrics.map((name, at): Column<Row> => {
    const line = catalogue.find((one) => one.name === name);
    const unit = shownAs(name, line?.unit);
    const said = (row: Row) => figure(row[name], unit, currency);
    const most = at === 0 ? mostOf(rows, name) : 0;
    const whole = total ? said(total) : '';
    return {
      id: name,
      label: metricName(name),
      why: line ? `${line.what}: ${line.definition}` : undefined,
      width: (at === 0 ? BAR_WIDTH - WIDTH : 0) + widthOf(whole),
      align: 'right',
      value: (row) => place(row[name]),
      cell: (row) => ({
        text: said(row),
        share: at === 0 ? shareOf(row[name], most) : undefined,
        move: compare_period ? moveOf(row[`${name}_change`], better(name)) : undefined,
      }),
      total: total ? (
        <>
          {whole}
          <small>{how(line)}</small>
        </>
      ) : null,
    };
  });
  return [first, ...figures];
}

/** Return a width for the figures of a column, of which its total has the most digits. */
function widthOf(total: string): number {
  return Math.min(Math.max(WIDTH, Math.ceil(total.length * DIGIT + SIDES)), MOST_WIDTH);
}

function mostOf(rows: readonly Row[], name: string): number {
  return keptWith(rows, `most ${name}`, () =>
    rows.reduce((most, row) => Math.max(most, place(row[name]) ?? 0), 0),
  );
}

function shareOf(value: Decimal, most: number): number {
  return most > 0 ? Math.max(0, (place(value) ?? 0) / most) : 0;
}

function moveOf(moved: Decimal, good: 'up' | 'down' | ''): Move {
  if (moved === null || moved === undefined) return { text: UNKNOWN, tone: 'quiet' };
  const way = sign(moved);
  const tone = way === 0 || !good ? 'quiet' : way > 0 === (good === 'up') ? 'good' : 'bad';
  return { text: change(moved), way, tone };
}

function nameCell(level: Level, row: Row): Cell {
  const status = level.status ? row[level.status] : null;
  const also = level.also?.map((one) => platformName(String(row[one] ?? ''))).join(' ');
  const note = status ? String(status).toLowerCase().replaceAll('_', ' ') : also;
  return { text: nameOf(level, row) || t('unnamed'), note };
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
