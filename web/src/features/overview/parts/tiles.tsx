/** The key figures; the chosen one has its trend below. */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { catalogueQuery } from '@/api/metrics';
import type { Answer } from '@/api/query';
import figures from '@/components/figures/figures.module.css';
import { KpiTile } from '@/components/figures/kpi-tile';
import { better, metricName, shownAs } from '@/lib/metrics';
import { daysOf, openFrom, series, TILES, type Tile } from '../figures';

type Props = { totals: Answer; daily: Answer | undefined; chosen: string };

const route = getRouteApi('/shell/');

export function Tiles({ totals, daily, chosen }: Props) {
  const navigate = route.useNavigate();
  const { data: catalogue = [] } = useQuery(catalogueQuery());
  const days = daily ? daysOf(daily.provenance.period, daily.rows) : [];
  const row = totals.rows[0] ?? {};
  const { provenance } = totals;

  function choose(metric: Tile) {
    void navigate({ search: (before) => ({ ...before, metric }), replace: true });
  }
  return (
    <div className={figures.tiles}>
      {TILES.map((name) => {
        const line = catalogue.find((one) => one.name === name);
        return (
          <KpiTile
            key={name}
            label={metricName(name)}
            formula={line ? `${line.what}: ${line.definition}` : ''}
            unit={shownAs(name, line?.unit)}
            currency={provenance.currency}
            value={row[name]}
            previous={row[`${name}_previous`]}
            change={row[`${name}_change`]}
            better={better(name)}
            points={daily ? series(daily, days, name) : []}
            ghost={daily ? series(daily, days, `${name}_previous`) : []}
            openFrom={openFrom(provenance, days, name)}
            reconciliation={provenance.reconciliation}
            isChosen={name === chosen}
            onChoose={() => choose(name)}
          />
        );
      })}
    </div>
  );
}
