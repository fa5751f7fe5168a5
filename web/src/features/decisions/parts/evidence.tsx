/** What a recommendation stands on, as its source tells it. */
import { Bar } from '@/components/figures/bar';
import { span } from '@/lib/dates';
import { money, place, ratio } from '@/lib/numbers';
import type { Recommendation } from '../api/list-recommendations';
import classes from '../decisions.module.css';
import { t } from '../words';

type Purse = {
  name: string;
  budget: string;
  proposed: string;
  spend: string;
  next_unit_brings: number | null;
  left_alone: string;
};

export function Evidence({ of }: { of: Recommendation }) {
  const { purses, window, ...rest } = of.evidence;
  const told = facts(rest);
  const [first, last] = typeof window === 'string' ? window.split('..') : [];
  return (
    <>
      {isPurses(purses) ? <Purses purses={purses} currency={of.currency} /> : null}
      <dl className={classes.facts}>
        {first && last ? (
          <div>
            <dt>{t('window')}</dt>
            <dd>{span(first, last)}</dd>
          </div>
        ) : null}
        {told.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Purses({ purses, currency }: { purses: readonly Purse[]; currency: string }) {
  const most = Math.max(
    ...purses.flatMap((one) => [place(one.budget), place(one.proposed)]).map(Number),
  );
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('purse')}</th>
            <th scope="col" className={classes.num}>
              {t('usual')}
            </th>
            <th scope="col" className={classes.num}>
              {t('nextUnit', { currency })}
            </th>
            <th scope="col" className={classes.wide}>
              {t('now')} → {t('proposed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {purses.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                <span className={classes.name}>{one.name}</span>
                {one.left_alone ? (
                  <span className={classes.dim}>
                    {t('leftAlone')}: {one.left_alone}
                  </span>
                ) : null}
              </th>
              <td className={classes.num}>{money(one.spend, currency)}</td>
              <td className={classes.num}>{ratio(one.next_unit_brings)}</td>
              <td>
                <span className={classes.pairBars}>
                  <Bar value={place(one.budget)} most={most} />
                  <Bar value={place(one.proposed)} most={most} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isPurses(told: unknown): told is Purse[] {
  return (
    Array.isArray(told) && told.every((one) => typeof one === 'object' && one && 'budget' in one)
  );
}

/** Return nested facts as flat lines; what is told in objects gets the names above it. */
function facts(told: Record<string, unknown>, above = ''): [string, string][] {
  return Object.entries(told).flatMap(([name, value]): [string, string][] => {
    const label = [above, name.replaceAll('_', ' ')].filter(Boolean).join(' › ');
    if (value === null || value === '' || name === 'entity_id') return [];
    if (Array.isArray(value)) return [[label, value.map(String).join(', ')]];
    if (typeof value === 'object') return facts(value as Record<string, unknown>, label);
    return [[label, String(value)]];
  });
}
