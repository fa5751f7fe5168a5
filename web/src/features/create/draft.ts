/** A campaign as it is typed, and as it is asked about. */
import type { Schemas } from '@/api/client';

export const FIELDS = [
  'name',
  'objective',
  'budget',
  'currency',
  'start_date',
  'end_date',
  'audience.countries',
  'audience.age_min',
  'audience.age_max',
  'platforms',
] as const;
export type Field = (typeof FIELDS)[number];
export type Typed = Record<Exclude<Field, 'platforms'>, string> & { platforms: string[] };

export const EMPTY: Typed = {
  name: '',
  objective: 'sales',
  budget: '',
  currency: 'EUR',
  start_date: '',
  end_date: '',
  'audience.countries': '',
  'audience.age_min': '',
  'audience.age_max': '',
  platforms: [],
};

/** Return what is typed without some fields, as if nothing was written there. */
export function without(typed: Typed, fields: readonly string[]): Typed {
  const kept = Object.entries(typed).map(([field, value]) => [
    field,
    fields.includes(field) ? EMPTY[field as Field] : value,
  ]);
  return Object.fromEntries(kept) as Typed;
}

/** Return what is asked for; what is not written yet is not said, what is wrong is sent as it is. */
export function draftOf(typed: Typed): Schemas['DraftCampaignIn'] {
  const said = (text: string) => text.trim() || null;
  // What is no number goes as text, and is refused with its place.
  const age = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : said(text));
  return {
    name: typed.name.trim(),
    status: 'draft',
    description: '',
    notes: '',
    objective: typed.objective as Schemas['Objective'],
    budget: said(typed.budget.replace(',', '.')),
    currency: typed.currency,
    start_date: said(typed.start_date),
    end_date: said(typed.end_date),
    audience: {
      countries: typed['audience.countries']
        .toUpperCase()
        .split(/[\s,;]+/)
        .filter(Boolean),
      age_min: age(typed['audience.age_min']),
      age_max: age(typed['audience.age_max']),
    } as Schemas['Audience'],
    platforms: typed.platforms.map((account) => ({
      platform: account.slice(0, account.indexOf('/')),
      account,
    })) as Schemas['PlatformIn'][],
  };
}
