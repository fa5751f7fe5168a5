/** What other totals would bring, each with its interval; one press plans with it. */
import { money, place } from '@/lib/numbers';
import { UnstyledButton } from '@/ui/buttons';
import type { Split } from '../api/split-budget';
import { signedAmount } from '../logic/pace';
import classes from '../planner.module.css';
import { t } from '../words';

type Props = { split: Split; onChoose: (total: string) => void };

export function Scenarios({ split, onChoose }: Props) {
  const currency = split.metric === 'conversion_value' ? split.currency : '';
  const all = split.scenarios.flatMap((one) => [place(one.low) ?? 0, place(one.high) ?? 0]);
  const [least, most] = [Math.min(0, ...all), Math.max(0, ...all)];
  const on = (value: string) => (((place(value) ?? 0) - least) / (most - least || 1)) * 100;
  return (
    <ul className={classes.scenarios} aria-label={t('scenarios')}>
      {split.scenarios.map((one) => (
        <li key={one.total}>
          <UnstyledButton
            className={classes.scenario}
            aria-pressed={one.total === split.total}
            onClick={() => onChoose(one.total)}
          >
            <span className={classes.dim}>
              {t('aDay', { amount: money(one.total, split.currency) })}
            </span>
            <b>{signedAmount(one.expected, currency)}</b>
            <span className={classes.scenarioBar} aria-hidden>
              <span
                style={{
                  left: `${on(one.low)}%`,
                  width: `${Math.max(on(one.high) - on(one.low), 1)}%`,
                }}
              />
              <i style={{ left: `${on('0')}%` }} />
            </span>
            <span className={classes.dim}>
              {signedAmount(one.low, currency)} … {signedAmount(one.high, currency)}
            </span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}
