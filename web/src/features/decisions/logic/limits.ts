/** Limits by name, and their numbers as people write them. */
import { messages } from '@/lib/messages';
import { percent } from '@/lib/numbers';

const t = messages('limits', {
  live: 'Account is live',
  currency: 'Currency',
  unit: 'Smallest unit',
  freeze: 'Freeze',
  breaker: 'Circuit breaker',
  protected: 'Protected',
  experiment: 'In an experiment',
  max_data_age: 'Age of the data',
  data_quality: 'Quality of the data',
  max_raise: 'Raise at once',
  max_cut: 'Cut at once',
  max_raise_day: 'Raises of a day',
  raises_per_day: 'Number of raises a day',
  cooldown_after_raise: 'Pause after a raise',
  cooldown_after_cut: 'Pause after a cut',
  floor: 'Lowest budget',
  ceiling: 'Highest budget',
  lifetime_ceiling: 'Highest lifetime budget',
  bid_ceiling: 'Highest bid',
  exposure_cap: 'Worst case of a day',
  meta_ad_set_writes_per_hour: 'Writes an hour',
});
const SHARES = new Set(['max_raise', 'max_cut', 'max_raise_day']);

export function limitName(limit: string): string {
  const name = (t as (key: string) => string)(limit);
  return name === limit ? limit.replaceAll('_', ' ') : name;
}

/** Write a number of a limit: shares as percent, all else as it is told. */
export function limitValue(limit: string, value: string): string {
  return SHARES.has(limit) && /^-?\d+(\.\d+)?$/.test(value) ? percent(value) : value;
}
