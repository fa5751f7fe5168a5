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
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('budget')}</th>
          <th scope="col" className={classes.curveCell}>
            {t('curve')}
          </th>
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
            currency={pool.currency}
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
  currency: string;
  planned: Planned | undefined;
  bound: Bounds[string];
  onBound: Props['onBound'];
};

function Row({ purse, currency, planned, bound, onBound }: RowProps) {
  const by = over(minus(planned?.proposed, purse.budget), purse.budget);
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>{purse.name}</span>
        {purse.left_alone ? (
          <span className={classes.dim}>{t('leftAlone', { why: purse.left_alone })}</span>
        ) : null}
      </th>
      <td className={classes.curveCell}>
        <Curve
          points={purse.curve}
          now={purse.budget}
          proposed={planned?.proposed}
          name={purse.name}
        />
      </td>
      <td>{money(purse.budget, currency)}</td>
      {(['least', 'most'] as const).map((which) => (
        <td key={which}>
          {planned ? (
            <TextInput
              size="xs"
              w={96}
              ml="auto"
              inputMode="decimal"
              aria-label={`${t(which)}: ${purse.name}`}
              placeholder={planned[which]}
              value={bound?.[which] ?? ''}
              error={Boolean(bound?.[which]) && !isAmount(bound?.[which] ?? '')}
              onChange={(event) => onBound(purse.id, which, event.currentTarget.value.trim())}
            />
          ) : null}
        </td>
      ))}
      <td>
        {planned ? (
          <>
            <b>{money(planned.proposed, currency)}</b>
            <span className={classes.dim}>
              {by === null ? '' : change(by)} {planned.at ? t(`at_${planned.at as 'least'}`) : ''}
            </span>
          </>
        ) : null}
      </td>
    </tr>
  );
}
