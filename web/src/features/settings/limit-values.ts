/** Limits as people write them: shares in per cent, amounts with their currency. */
import type { Schemas } from '@/api/client';
import { count, money, percent } from '@/lib/numbers';
import type { Limits } from './api/limits';

export const NAMES = [
  'max_raise',
  'max_cut',
  'max_raise_day',
  'raises_per_day',
  'cooldown_after_raise_hours',
  'cooldown_after_raise_tiktok_hours',
  'cooldown_after_cut_hours',
  'meta_ad_set_writes_per_hour',
  'floor',
  'ceiling',
  'lifetime_ceiling',
  'bid_ceiling',
  'exposure_cap',
  'currency',
  'max_data_age_hours',
  'second_approver_share',
  'second_approver_entities',
] as const satisfies readonly (keyof Limits)[];
export type Name = (typeof NAMES)[number];

const SHARES: ReadonlySet<Name> = new Set([
  'max_raise',
  'max_cut',
  'max_raise_day',
  'second_approver_share',
]);
const AMOUNTS: ReadonlySet<Name> = new Set([
  'floor',
  'ceiling',
  'lifetime_ceiling',
  'bid_ceiling',
  'exposure_cap',
]);
const WHOLE: ReadonlySet<Name> = new Set([
  'raises_per_day',
  'meta_ad_set_writes_per_hour',
  'second_approver_entities',
]);

/** Write a limit; '' where there is none. */
export function shown(name: Name, value: string | null, currency: string | null): string {
  if (value === null) return '';
  if (SHARES.has(name)) return percent(value, 2);
  if (AMOUNTS.has(name)) return money(value, currency ?? '');
  return name === 'currency' ? value : count(value);
}

/** Write a limit as it is typed: 20 for a fifth. */
export function read(name: Name, value: string | null): string {
  if (value === null) return '';
  return SHARES.has(name) ? moved(value, 2) : value;
}

/** Return what was typed as the API takes it: exact, shares as parts of one. */
export function changed(values: Record<string, string>): Schemas['LimitsSet'] {
  const given = NAMES.map((name) => [name, (values[name] ?? '').trim()] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => [name, sent(name, text)]);
  return Object.fromEntries(given) as Schemas['LimitsSet'];
}

function sent(name: Name, text: string): string | number {
  const plain = text.replace(',', '.').replace(/\s*%$/, '');
  if (WHOLE.has(name)) return Number(plain);
  if (name === 'currency') return plain.toUpperCase();
  return SHARES.has(name) ? moved(plain, -2) : plain;
}

/** Return a decimal with its point moved, exactly: by text, never by a binary fraction. */
export function moved(text: string, places: number): string {
  const found = /^(\d*)\.?(\d*)$/.exec(text);
  if (!found) return text;
  const [, whole = '', part = ''] = found;
  const digits = whole + part;
  const at = whole.length + places;
  const padded = at < 0 ? '0'.repeat(-at) + digits : digits.padEnd(at, '0');
  const cut = Math.max(at, 0);
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '') || '0';
  const right = padded.slice(cut).replace(/0+$/, '');
  return right ? `${left}.${right}` : left;
}
