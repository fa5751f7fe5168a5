/** The state of a page, as its address says it: short text that people can read and send on. */
import * as v from 'valibot';

export type Search = Record<string, unknown>;

/** Read `?a=1&b=x,y`: all of it is text until a page says what it is. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** Write what is set; lists with commas, nothing for what is empty. */
export function stringifySearch(search: Search): string {
  const parts = Object.entries(search)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value] as const)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}=${readable(String(value))}`);
  return parts.length ? `?${parts.join('&')}` : '';
}

function readable(value: string): string {
  return encodeURIComponent(value).replace(/%(2C|2F|3A|7E)/gi, decodeURIComponent);
}

/** Any text, or nothing. */
export const text = v.fallback(v.optional(v.string()), undefined);

/** Several words with commas between. */
export const list = v.fallback(
  v.optional(
    v.union([
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((one) => one.split(',').filter(Boolean)),
      ),
    ]),
  ),
  undefined,
);

/** One of these words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return v.fallback(v.optional(v.picklist(words)), undefined);
}

/** A whole number from 0. */
export const whole = v.fallback(
  v.optional(
    v.union([
      v.pipe(v.number(), v.integer(), v.minValue(0)),
      v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number)),
    ]),
  ),
  undefined,
);

/** The search of a page: what it does not know is left out, what is wrong is as if unset. */
export function searchOf<const Fields extends v.ObjectEntries>(fields: Fields) {
  return v.object(fields);
}
