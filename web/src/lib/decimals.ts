/** Sums and shares of exact decimals as text: whole numbers inside, never a binary fraction. */
import type { Decimal } from './numbers';

type Exact = { units: bigint; places: number };

/** Return the sum; null if one of them is not known. */
export function sum(values: readonly Decimal[]): string | null {
  let total: Exact = { units: 0n, places: 0 };
  // Thousands of figures are added up as whole numbers: before the point, and behind it by places.
  let whole = 0;
  const parts: number[] = [];
  for (const value of values) {
    const text = String(value ?? '').trim();
    const dot = text.indexOf('.');
    const places = dot < 0 ? 0 : text.length - dot - 1;
    if (!SHORT.test(text)) {
      const one = read(value);
      if (!one) return null;
      total = add(total, one);
      continue;
    }
    whole += Number(dot < 0 ? text : text.slice(0, dot));
    if (!places) continue;
    const part = Number(text.slice(dot + 1));
    parts[places] = (parts[places] ?? 0) + (text.startsWith('-') ? -part : part);
  }
  total = add(total, { units: BigInt(whole), places: 0 });
  parts.forEach((units, places) => {
    total = add(total, { units: BigInt(units), places });
  });
  return write(total);
}

/** A million of these make no whole number that JavaScript cannot count. */
const SHORT = /^-?\d{1,9}(?:\.\d{0,9})?$/;

/** Return `one − other`; null if either is not known. */
export function minus(one: Decimal, other: Decimal): string | null {
  const [a, b] = [read(one), read(other)];
  return a && b ? write(add(a, { units: -b.units, places: b.places })) : null;
}

/** Return `one ÷ other`, rounded half up to so many places; null where that says nothing. */
export function over(one: Decimal, other: Decimal, places = 4): string | null {
  const [a, b] = [read(one), read(other)];
  if (!a || !b || b.units === 0n) return null;
  const above = a.units * 10n ** BigInt(places + 1 + b.places);
  const below = b.units * 10n ** BigInt(a.places);
  const finer = above / below;
  const half = finer < 0n ? -5n : 5n;
  return write({ units: (finer + half) / 10n, places });
}

/** Return `one × other`, exactly. */
export function times(one: Decimal, other: Decimal): string | null {
  const [a, b] = [read(one), read(other)];
  return a && b ? write({ units: a.units * b.units, places: a.places + b.places }) : null;
}

/** Return the value rounded half up to so many places, with all of them written. */
export function rounded(value: Decimal, places: number): string | null {
  const one = read(value);
  if (!one) return null;
  if (one.places <= places) {
    return write({ units: one.units * 10n ** BigInt(places - one.places), places });
  }
  const unit = 10n ** BigInt(one.places - places);
  const half = one.units < 0n ? -unit / 2n : unit / 2n;
  return write({ units: (one.units + half) / unit, places });
}

/** Return below, at or above: −1, 0 or 1; null if either is not known. */
export function compare(one: Decimal, other: Decimal): -1 | 0 | 1 | null {
  const [a, b] = [read(one), read(other)];
  if (!a || !b) return null;
  const less = a.units * 10n ** BigInt(b.places);
  const more = b.units * 10n ** BigInt(a.places);
  return less < more ? -1 : less > more ? 1 : 0;
}

/** Say whether a person has written an amount that the API takes. */
export function isAmount(text: string): boolean {
  return /^\d{1,15}(\.\d{1,6})?$/.test(text);
}

function read(value: Decimal): Exact | null {
  const found = /^(-?)(\d+)(?:\.(\d*))?$/.exec(String(value ?? '').trim());
  if (!found) return null;
  const [, minusSign, whole = '', part = ''] = found;
  const units = BigInt(whole + part);
  return { units: minusSign ? -units : units, places: part.length };
}

function add(one: Exact, other: Exact): Exact {
  const places = Math.max(one.places, other.places);
  const scaled = (each: Exact) => each.units * 10n ** BigInt(places - each.places);
  return { units: scaled(one) + scaled(other), places };
}

function write({ units, places }: Exact): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return units < 0n ? `-${text}` : text;
}
