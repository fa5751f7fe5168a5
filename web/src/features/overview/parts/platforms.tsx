/** The platforms side by side, and together. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { catalogueQuery } from '@/api/metrics';
import type { Answer, Row } from '@/api/query';
import { Bar } from '@/components/figures/bar';
import { Delta } from '@/components/figures/delta';
import { Section } from '@/components/page';
import { Scroll } from '@/components/scroll';
import { Answered } from '@/components/states/answered';
import { better, metricName, shownAs } from '@/lib/metrics';
import { platformName } from '@/lib/names';
import { figure, place } from '@/lib/numbers';
import { useView } from '@/lib/view';
import classes from '../overview.module.css';
import { platformsQuery, SIDE } from '../questions';
import { t } from '../words';

export function Platforms({ totals }: { totals: Answer }) {
  const view = useView();
  const query = useQuery(platformsQuery(view));
  return (
    <Section title={t('platforms')} lead={t('platformsLead')}>
      <Answered query={query}>{(answer) => <Side answer={answer} totals={totals} />}</Answered>
    </Section>
  );
}

function Side({ answer, totals }: { answer: Answer; totals: Answer }) {
  const whole = totals.rows[0] ?? {};
  const most = Math.max(...answer.rows.map((row) => place(row.spend) ?? 0));
  const isCompared = answer.provenance.compare_period !== '';
  return (
    <Scroll className={classes.scroll} label={t('region', { name: t('platforms') })}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('platform')}</th>
            <th scope="col">{t('share')}</th>
            {SIDE.map((name) => (
              <th key={name} scope="col">
                {metricName(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row) => (
            <tr key={String(row.platform)}>
              <th scope="row">
                <Link to="/explore" search={{ platforms: [String(row.platform)], by: 'campaign' }}>
                  {platformName(String(row.platform))}
                </Link>
              </th>
              <td>
                <Bar value={place(row.spend)} most={most} />
              </td>
              <Cells row={row} currency={answer.provenance.currency} isCompared={isCompared} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('total')}</th>
            <td />
            <Cells row={whole} currency={totals.provenance.currency} isCompared={isCompared} />
          </tr>
        </tfoot>
      </table>
    </Scroll>
  );
}

function Cells({ row, currency, isCompared }: { row: Row; currency: string; isCompared: boolean }) {
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  return SIDE.map((name) => (
    <td key={name}>
      {figure(row[name], shownAs(name, catalogue.find((one) => one.name === name)?.unit), currency)}
      {isCompared ? (
        <span className={classes.delta}>
          <Delta value={row[`${name}_change`]} better={better(name)} />
        </span>
      ) : null}
    </td>
  ));
}
