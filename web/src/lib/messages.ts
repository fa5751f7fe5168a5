/** What the app says: every sentence has a key, so that it can be said in another language. */
import { language } from './locale';

type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Entry = string | Plural;
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Text<E extends Entry> = E extends string ? E : E extends { other: infer T } ? T : never;
type Given<E extends Entry> = Names<Text<E> & string> | (E extends Plural ? 'count' : never);
export type Value = string | number;
type Arguments<E extends Entry> = [Given<E>] extends [never] ? [] : [Record<Given<E>, Value>];

const rules = new Intl.PluralRules(language);
const translated: Record<string, Entry> = {};

/** Say these things in another language from now on; what is left out stays in English. */
export function translate(catalogue: Record<string, Entry>): void {
  Object.assign(translated, catalogue);
}

/**
 * Return the words of one part of the app as a function from key and values to text.
 *
 * `{name}` is replaced by a value; an entry of several forms is chosen by `count`.
 */
export function messages<const C extends Record<string, Entry>>(part: string, catalogue: C) {
  return function t<K extends keyof C & string>(key: K, ...values: Arguments<C[K]>): string {
    const entry: Entry = translated[`${part}.${key}`] ?? catalogue[key] ?? key;
    const given = (values[0] ?? {}) as Record<string, Value>;
    const text =
      typeof entry === 'string' ? entry : (entry[rules.select(Number(given.count))] ?? entry.other);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
  };
}
