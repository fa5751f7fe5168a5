/** A proposal while it is written: the values, and what is wished of them. */
import type { Schemas } from '@/api/client';
import { compare, isAmount, rounded, sum, times } from '@/lib/decimals';
import type { Moment } from '../api/list-moments';
import type { Settable } from '../api/list-settable';
import { isAmountField } from './changes';

export const STEPS = ['-0.2', '-0.1', '0.1', '0.2'] as const;
const STEPPED = new Set(['daily_budget', 'lifetime_budget', 'bid', 'target_cpa']);

/** Say whether a field is one that people move by so many per cent. */
export function hasSteps(field: string): boolean {
  return STEPPED.has(field);
}

/** Return an amount moved by a share, rounded half up to what the currency is counted in. */
export function stepped(amount: string, share: string, currency: string): string {
  return rounded(times(amount, sum(['1', share])), minorPlaces(currency)) ?? amount;
}

/** Return the fields whose value is another than what there is. */
export function wishes(of: Settable, values: Readonly<Record<string, string>>) {
  const account = `${of.connector}/${of.account_id}`;
  return of.values.flatMap(({ field, value }): Schemas['ChangeIn'][] => {
    const wished = values[field] ?? value;
    if (wished === null || same(wished, value ?? '')) return [];
    const named = field as Schemas['ChangeIn']['field'];
    return [{ account, level: of.level, entity_id: of.entity_id, field: named, value: wished }];
  });
}

/** Say whether what is written for a field could be one of its values. */
export function isValue(field: string, value: string): boolean {
  return !isAmountField(field) || (isAmount(value) && compare(value, '0') === 1);
}

function same(one: string, other: string): boolean {
  return one === other || (isAmount(one) && isAmount(other) && compare(one, other) === 0);
}

function minorPlaces(currency: string): number {
  const told = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions();
  return told.maximumFractionDigits ?? 2;
}

const SHOWN = 4;

/** Return the latest changes of what can be set, without those that changed nothing. */
export function latelyChanged(of: Settable, moments: readonly Moment[]): Moment[] {
  const fields = new Set<string>(of.values.map((one) => one.field));
  const changed = (one: Moment) => one.before !== null && !same(one.before, one.after ?? '');
  return moments.filter((one) => fields.has(one.field) && changed(one)).slice(0, SHOWN);
}
