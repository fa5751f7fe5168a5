/** What a change changes, in words: field, value, how much of it. */
import { minus, over, sum } from '@/lib/decimals';
import { change as asChange, money, ratio, UNKNOWN } from '@/lib/numbers';
import { t } from '../words';

export type Change = {
  connector: string;
  account_id: string;
  platform: string;
  level: string;
  entity_id: string;
  name: string;
  field: string;
  before: string | null;
  after: string | null;
  currency: string;
};

const MONEY = new Set(['daily_budget', 'lifetime_budget', 'bid', 'target_cpa']);
const FIELDS = [
  'daily_budget',
  'lifetime_budget',
  'bid',
  'target_cpa',
  'target_roas',
  'status',
  'negative_keywords',
  'create',
] as const;
const VALUES = ['enabled', 'paused', 'removed'] as const;

/** Return what a field is called; the platform's own word where we have none. */
export function fieldName(field: string): string {
  const known = FIELDS.find((one) => one === field);
  return known ? t(`field_${known}`) : field.replaceAll('_', ' ');
}

/** Return a value of a field as people write it. */
export function valueText(field: string, value: string | null, currency: string): string {
  if (value === null || value === '') return UNKNOWN;
  if (MONEY.has(field)) return money(value, currency);
  if (field === 'target_roas') return ratio(value);
  const word = VALUES.find((one) => one === value);
  return word ? t(`value_${word}`) : value;
}

/** Return by how much an amount changes, as a share with its sign; '' if it is none. */
export function changeShare(change: Pick<Change, 'field' | 'before' | 'after'>): string {
  if (!MONEY.has(change.field) && change.field !== 'target_roas') return '';
  const part = over(minus(change.after, change.before), change.before);
  return part === null ? '' : asChange(part);
}

/** Say whether people can write another amount for it. */
export function isAmountField(field: string): boolean {
  return MONEY.has(field) || field === 'target_roas';
}

/** Return what all daily budgets of a plan change together, by currency. */
export function budgetTotals(changes: readonly Change[]): { currency: string; by: string }[] {
  const currencies = [...new Set(changes.map((one) => one.currency))];
  return currencies.flatMap((currency) => {
    const moved = changes
      .filter((one) => one.currency === currency && one.field === 'daily_budget')
      .map((one) => minus(one.after, one.before));
    const by = moved.length ? sum(moved) : null;
    return by === null ? [] : [{ currency, by }];
  });
}

/** Return whether all of it can be set back: what was created or blocked cannot at once. */
export function reversible(changes: readonly Change[]): 'setBack' | 'partly' | 'notHere' {
  if (!changes.length) return 'notHere';
  const back = (one: Change) => isAmountField(one.field) || one.field === 'status';
  return changes.every((one) => back(one) && one.before !== null) ? 'setBack' : 'partly';
}
