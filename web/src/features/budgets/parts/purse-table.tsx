/** Every budget of a pool: what it is, how it answers, between what it may move, what is proposed. */
import { isAmount, minus, over } from '@/lib/decimals';
import { change, money } from '@/lib/numbers';
import { TextInput } from '@/ui/inputs';
import type { Pool, Purse } from '../api/list-pools';
import type { Planned, Split } from '../api/split-budget';
import type { Bounds } from '../logic/wishes';
import classes from '../planner.module.css';
import { t } from '../words';
import { Curve } from './curve';

type Props = {
  pool: Pool;
  split: Split | undefined;
  bounds: Bounds;
  onBound: (purse: string, which: 'least' | 'most', value: string) => void;
};

export function PurseTable({ pool, split, bounds, onBound }: Props) {
  return (
    <table className={classes.table} aria-label={t('budgetsOf')}>
      <thead>
        <tr>
          <th scope="col">{t('budget')}</th>
          <th scope="col">{t('curve')}</th>
          <th scope="col">{t('now')}</th>
          <th scope="col">{t('least')}</th>
          <th scope="col">{t('most')}</th>
          <th scope="col">{t('proposed')}</th>
        </tr>
      </thead>
      <tbody>
        {pool.purses.map((purse) => (
          <Row
            key={purse.id}
            purse={purse}
            pool={pool}
            planned={split?.purses.find((one) => one.id === purse.id)}
            bound={bounds[purse.id] ?? {}}
            onBound={onBound}
          />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  purse: Purse;
  pool: Pool;
  planned: Planned | undefined;
  bound: Bounds[string];
  onBound: Props['onBound'];
};

function Row({ purse, pool, planned, bound, onBound }: RowProps) {
  const { currency } = pool;
  const by = over(minus(planned?.proposed, purse.budget), purse.budget);
  const notes = [
    by === null ? '' : change(by),
    planned?.at ? t(`at_${planned.at as 'least'}`) : '',
  ];
  return (
    <tr data-alone={purse.left_alone ? true : undefined}>
      <th scope="row">
        <span className={classes.name}>{purse.name}</span>
        {purse.left_alone ? (
          <span className={classes.dim}>{t('leftAlone', { why: purse.left_alone })}</span>
        ) : null}
      </th>
      <td className={classes.curveCell}>
        <Curve
          points={purse.curve}
          now={purse.spent}
          proposed={planned?.expected_spend}
          name={purse.name}
          metric={pool.metric}
          currency={currency}
        />
      </td>
      <td data-label={t('now')}>
        {money(purse.budget, currency)}
        {purse.spent === null ? null : (
          <span className={classes.dim}>
            {t('spentOfIt', { amount: money(purse.spent, currency) })}
          </span>
        )}
      </td>
      {(['least', 'most'] as const).map((which) => (
        <td key={which} data-label={planned ? t(which) : undefined}>
          {planned ? (
            <TextInput
              size="xs"
              className={classes.bound}
              inputMode="decimal"
              aria-label={`${t(which)}: ${purse.name} (${currency})`}
              placeholder={planned[which]}
              value={bound?.[which] ?? ''}
              error={
                bound?.[which] && !isAmount(bound[which] ?? '') ? t('notAmountShort') : undefined
              }
              onChange={(event) => onBound(purse.id, which, event.currentTarget.value.trim())}
            />
          ) : null}
        </td>
      ))}
      <td data-label={planned ? t('proposed') : undefined}>
        {planned ? (
          <>
            <b>{money(planned.proposed, currency)}</b>
            <span className={classes.dim}>{notes.filter(Boolean).join(' · ')}</span>
          </>
        ) : null}
      </td>
    </tr>
  );
}
