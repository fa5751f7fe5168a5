/** The limits that a plan was held against, each with its numbers. */

import type { Item } from '../api/get-plan';
import classes from '../decisions.module.css';
import { limitName, limitValue } from '../logic/limits';
import { verdictsOf } from '../logic/queue';
import queue from '../queue.module.css';
import { t } from '../words';

export function Limits({ items }: { items: readonly Item[] }) {
  const verdicts = verdictsOf(items);
  const refused = verdicts.filter((one) => !one.allowed);
  return (
    <section className={queue.block} aria-label={t('limits')}>
      <h3 className={queue.blockName}>
        {t('limits')}:{' '}
        {refused.length
          ? t('blocked', { count: refused.length })
          : t('limitsOk', { count: verdicts.length })}
      </h3>
      {refused.map((one) => (
        <div key={one.limit} className={queue.no}>
          <Mark allowed={false} />
          <span>
            {one.message || limitName(one.limit)}
            {one.hint ? <span className={classes.dim}> · {one.hint}</span> : null}
          </span>
        </div>
      ))}
      {refused.length ? <p className={classes.dim}>{t('staleNote')}</p> : null}
      <details className={classes.more}>
        <summary>{t('allLimits')}</summary>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{t('limit')}</th>
              <th scope="col" className={classes.num}>
                {t('asked')}
              </th>
              <th scope="col" className={classes.num}>
                {t('allowed')}
              </th>
            </tr>
          </thead>
          <tbody>
            {verdicts.map((one) => (
              <tr key={one.limit}>
                <th scope="row">
                  <Mark allowed={one.allowed} /> {limitName(one.limit)}
                </th>
                <td className={classes.num}>{limitValue(one.limit, one.asked)}</td>
                <td className={classes.num}>{limitValue(one.limit, one.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function Mark({ allowed }: { allowed: boolean }) {
  return (
    <span className={queue.mark} data-ok={allowed}>
      {allowed ? '✓' : '✗'}
    </span>
  );
}
