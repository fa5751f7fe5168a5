/** A change with arrow and sign, so that nobody needs its colour. */
import { change, type Decimal, sign, UNKNOWN } from '@/lib/numbers';
import classes from './figures.module.css';

type Props = {
  value: Decimal;
  /** Which way is good: `up`, `down`, or neither. */
  better?: 'up' | 'down' | '' | (string & {});
};

export function Delta({ value, better = '' }: Props) {
  if (value === null || value === undefined)
    return <span className={classes.quiet}>{UNKNOWN}</span>;
  const way = sign(value);
  const tone =
    way === 0 || !better
      ? classes.quiet
      : way > 0 === (better === 'up')
        ? classes.good
        : classes.bad;
  return (
    <span className={`${classes.delta} ${tone}`}>
      <span aria-hidden>{way > 0 ? '▲' : way < 0 ? '▼' : '■'}</span> {change(value)}
    </span>
  );
}
