/** A figure as a length, beside others of its column. */
import classes from './figures.module.css';

export function Bar({ value, most }: { value: number | null; most: number }) {
  const share = value === null || most <= 0 ? 0 : Math.max(0, value / most);
  return (
    <span className={classes.bar} aria-hidden>
      <span style={{ width: `${(share * 100).toFixed(1)}%` }} />
    </span>
  );
}
