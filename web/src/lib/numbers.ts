/**
 * Amounts and counts as people write them. The API sends exact decimals as text; `Intl` writes
 * such text without ever making it a binary fraction. Numbers of JavaScript only place ink.
 */
import { locale } from './locale';

export type Decimal = string | number | null | undefined;
export type Unit = 'count' | 'number' | 'money' | 'ratio' | 'percent' | (string & {});

/** What is shown where nothing was collected: never a zero. */
export const UNKNOWN = '–';
const COMPACT = { notation: 'compact', maximumSignificantDigits: 3 } as const;
const formats = new Map<string, Intl.NumberFormat>();

/** Write a value in the shape of this name: to tell shapes by all they hold takes as long again. */
function written(value: Decimal, name: string, shape: () => Intl.NumberFormatOptions): string {
  if (value === null || value === undefined || value === '') return UNKNOWN;
  let found = formats.get(name);
  if (!found) {
    found = new Intl.NumberFormat(locale, shape());
    formats.set(name, found);
  }
  return found.format(value as Intl.StringNumericLiteral);
}

/** Write an amount of money, in full or, on tiles and axes, compact. */
export function money(value: Decimal, currency: string, compact = false): string {
  const code = /^[A-Z]{3}$/.test(currency) ? currency : '';
  return written(value, `money ${code} ${compact}`, () => ({
    ...(code
      ? { style: 'currency', currency: code, currencyDisplay: 'narrowSymbol' }
      : { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    ...(compact ? { minimumFractionDigits: 0, ...COMPACT } : {}),
  }));
}

export function count(value: Decimal, compact = false): string {
  return compact
    ? written(value, 'compact', () => COMPACT)
    : written(value, 'count', () => ({ maximumFractionDigits: 1 }));
}

export function ratio(value: Decimal): string {
  return written(value, 'ratio', () => ({ minimumFractionDigits: 2, maximumFractionDigits: 2 }));
}

/** Write a share, 0.125 as 12.5 %. */
export function percent(value: Decimal, places = 1): string {
  return written(value, `percent ${places}`, () => ({
    style: 'percent',
    maximumFractionDigits: places,
  }));
}

/** Write a change with its sign, which says as much as any colour. */
export function change(value: Decimal): string {
  return written(value, 'change', () => ({
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 1,
  }));
}

/** Write a figure of a metric by the unit that the catalogue gives it. */
export function figure(value: Decimal, unit: Unit, currency = '', compact = false): string {
  if (unit === 'money') return money(value, currency, compact);
  if (unit === 'percent' || unit === 'share') return percent(value, 2);
  if (unit === 'ratio') return ratio(value);
  return count(value, compact);
}

/** Return where to put ink for a figure; null where there is none to put. */
export function place(value: Decimal): number | null {
  if (value === null || value === undefined || value === '') return null;
  const found = Number(value);
  return Number.isFinite(found) ? found : null;
}

/** Say whether an exact decimal is below, at or above zero, by its text. */
export function sign(value: Decimal): -1 | 0 | 1 {
  const text = String(value ?? '0');
  if (!/[1-9]/.test(text.split(/e/i)[0] ?? '')) return 0;
  return text.trim().startsWith('-') ? -1 : 1;
}
