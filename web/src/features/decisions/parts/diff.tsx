/** What would change: old value, new value, and by how much. */
import { sign } from '@/lib/numbers';
import { VisuallyHidden } from '@/ui/text';
import classes from '../decisions.module.css';
import { type Change, changeShare, fieldName, valueText } from '../logic/changes';
import { t } from '../words';

export function Diff({ changes }: { changes: readonly Change[] }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('what')}</th>
            <th scope="col" className={classes.num}>
              {t('from')}
            </th>
            <th scope="col" className={classes.num}>
              {t('to')}
            </th>
            <th scope="col" className={classes.num}>
              {t('change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={`${one.connector} ${one.level} ${one.entity_id} ${one.field}`}>
              <th scope="row">
                <span className={classes.name}>{one.name || one.entity_id}</span>
                <span className={classes.dim}>{fieldName(one.field)}</span>
              </th>
              <td className={`${classes.num} ${classes.old}`}>
                {valueText(one.field, one.before, one.currency)}
              </td>
              <td className={`${classes.num} ${classes.new}`}>
                {valueText(one.field, one.after, one.currency)}
              </td>
              <td className={classes.num}>
                <Share change={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Share({ change }: { change: Change }) {
  const share = changeShare(change);
  if (!share) return <VisuallyHidden>{t('unknown')}</VisuallyHidden>;
  const way = sign(share.replace('−', '-').replace('+', ''));
  return (
    <span className={classes.share}>
      <span aria-hidden>{way > 0 ? '▲' : way < 0 ? '▼' : '■'}</span> {share}
    </span>
  );
}

type Valued = Pick<Change, 'field' | 'before' | 'after' | 'currency'>;

/** The same in one line, where there is no room for a table. */
export function DiffLine({ change }: { change: Valued }) {
  const share = changeShare(change);
  return (
    <span className={classes.diffLine}>
      <span className={classes.dim}>{fieldName(change.field)}</span>{' '}
      <span className={classes.old}>{valueText(change.field, change.before, change.currency)}</span>{' '}
      <span aria-hidden>→</span>{' '}
      <span className={classes.new}>{valueText(change.field, change.after, change.currency)}</span>
      {share ? <span className={classes.dim}> {share}</span> : null}
    </span>
  );
}
