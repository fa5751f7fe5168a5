/**
 * A rule as the form holds it, and as the API's document says it.
 *
 * What the form cannot show is kept as text, so that nothing is lost on the way there and back.
 */
import { type Doc, docOf, pruned, said, texts, whole, words } from './plain';

export const LEVELS = ['account', 'campaign', 'ad_group', 'ad', 'search_term'] as const;
export const STATUSES = ['enabled', 'paused', 'any'] as const;
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const COMPARISONS = ['>', '>=', '<', '<='] as const;
/** Terms that look at no days. */
export const TIMELESS = ['score', 'marginal_return', 'daily_budget', 'days_since_launch'] as const;
export const STEPS = [
  'pause',
  'enable',
  'raise_budget',
  'cut_budget',
  'raise_bid',
  'cut_bid',
  'reallocate',
  'add_negative_keyword',
  'alert',
] as const;

export type Comparison = (typeof COMPARISONS)[number];
export type StepKind = (typeof STEPS)[number];
export type Condition =
  | { kind: 'figure'; metric: string; window: string; is: Comparison; value: string }
  | { kind: 'text'; text: string };
export type Group = { join: 'all' | 'any'; conditions: Condition[] };
export type Step = { kind: StepKind; with: Record<string, unknown> };
export type Draft = {
  name: string;
  about: string;
  level: string;
  platforms: string[];
  names: string;
  notNames: string;
  status: string;
  join: 'all' | 'any';
  groups: Group[];
  steps: Step[];
  otherwise: Step[];
  at: string;
  zone: string;
  days: string[];
  coolDown: string;
  perRun: string;
  perDay: string;
  learning: boolean;
  launchDays: string;
  /** Percent; '': figures are judged however young they are. */
  mature: string;
  /** Parts of the document that the form leaves alone. */
  rest: { scope: Doc; protect: Doc };
};

const FIGURE = /^([a-z_][a-z0-9_]*)\(\s*([^(),]+?)\s*\)\s*(>=|<=|>|<)\s*(\S.*)$/;
const PLAIN = new RegExp(`^(${TIMELESS.join('|')})\\s*(>=|<=|>|<)\\s*(\\S.*)$`);
const JOINED = /\b(and|or|not)\b/;

export function emptyDraft(zone: string, name: string, text: string): Draft {
  return {
    name,
    about: '',
    level: 'campaign',
    platforms: [],
    names: '',
    notNames: '',
    status: 'enabled',
    join: 'all',
    groups: [
      {
        join: 'all',
        conditions: [{ kind: 'figure', metric: 'spend', window: '7d', is: '>', value: '100' }],
      },
    ],
    steps: [{ kind: 'alert', with: { severity: 'low', text } }],
    otherwise: [],
    at: '',
    zone,
    days: [],
    coolDown: '3d',
    perRun: '10',
    perDay: '20',
    learning: true,
    launchDays: '14',
    mature: '',
    rest: { scope: {}, protect: {} },
  };
}

export function parsed(text: string): Condition {
  const raw = text.trim();
  const figure = FIGURE.exec(raw);
  if (figure && !JOINED.test(figure[4] ?? '')) {
    const [, metric = '', window = '', is, value = ''] = figure;
    return { kind: 'figure', metric, window, is: is as Comparison, value };
  }
  const plain = PLAIN.exec(raw);
  if (plain && !JOINED.test(plain[3] ?? '')) {
    const [, metric = '', is, value = ''] = plain;
    return { kind: 'figure', metric, window: '', is: is as Comparison, value };
  }
  return { kind: 'text', text: raw };
}

export function written(one: Condition): string {
  if (one.kind === 'text') return one.text;
  const term = one.window ? `${one.metric}(${one.window})` : one.metric;
  return `${term} ${one.is} ${one.value}`;
}

/** Return the document of a draft: what the API checks, replays and keeps. */
export function documentOf(draft: Draft): Doc {
  const when = pruned({
    at: draft.at,
    time_zone: draft.at || draft.days.length ? draft.zone : '',
    days: draft.days,
  });
  return pruned({
    name: draft.name,
    about: draft.about,
    scope: pruned({
      ...draft.rest.scope,
      level: draft.level,
      platform: draft.platforms,
      name: words(draft.names),
      not_name: words(draft.notNames),
      status: draft.status === 'enabled' ? '' : draft.status,
    }),
    if: conditionOf(draft),
    // biome-ignore lint/suspicious/noThenProperty: the language's own word
    then: draft.steps.map(stepDocument),
    else: draft.otherwise.map(stepDocument),
    when,
    cool_down: draft.coolDown,
    caps: { per_run: whole(draft.perRun), per_day: whole(draft.perDay) },
    protect: {
      ...draft.rest.protect,
      learning: draft.learning,
      launch_days: whole(draft.launchDays),
      ...(draft.mature.trim() ? { mature: draft.mature.trim() } : {}),
    },
  });
}

function conditionOf({ join, groups }: Draft): unknown {
  const all = groups
    .map((group) => ({ ...group, texts: group.conditions.map(written).filter(Boolean) }))
    .filter((group) => group.texts.length);
  const only = all[0];
  if (all.length === 1 && only) {
    return only.texts.length === 1 ? only.texts[0] : { [only.join]: only.texts };
  }
  return {
    [join]: all.map((one) => (one.texts.length === 1 ? one.texts[0] : { [one.join]: one.texts })),
  };
}

function stepDocument({ kind, with: options }: Step): unknown {
  const given = pruned(options);
  return Object.keys(given).length ? { [kind]: given } : kind;
}

/** Return the form of a document; null where it says more than the form can show. */
export function draftOf(document: Doc, zone: string): Draft | null {
  const groups = groupsOf(document.if);
  const steps = stepsOf(document.then);
  const otherwise = stepsOf(document.else);
  if (!groups || !steps || !otherwise) return null;
  const { level, platform, name, not_name, status, ...scope } = docOf(document.scope);
  const { learning, launch_days, mature, ...protect } = docOf(document.protect);
  const when = docOf(document.when);
  const caps = docOf(document.caps);
  return {
    name: said(document.name),
    about: said(document.about),
    level: said(level) || 'campaign',
    platforms: texts(platform),
    names: texts(name).join(', '),
    notNames: texts(not_name).join(', '),
    status: said(status) || 'enabled',
    ...groups,
    steps,
    otherwise,
    at: said(when.at),
    zone: said(when.time_zone) || zone,
    days: texts(when.days),
    coolDown: said(document.cool_down) || '1d',
    perRun: said(caps.per_run) || '20',
    perDay: said(caps.per_day) || '50',
    learning: learning !== false,
    launchDays: said(launch_days) || '14',
    mature: said(mature),
    rest: { scope, protect },
  };
}

function groupsOf(condition: unknown): { join: 'all' | 'any'; groups: Group[] } | null {
  const top = groupOf(condition);
  if (top) return { join: 'all', groups: [top] };
  const outer = docOf(condition);
  const join = 'all' in outer ? 'all' : 'any' in outer ? 'any' : null;
  if (!join || !Array.isArray(outer[join])) return null;
  const groups = (outer[join] as unknown[]).map(groupOf);
  return groups.every((one) => one !== null) ? { join, groups } : null;
}

function groupOf(condition: unknown): Group | null {
  if (typeof condition === 'string') return { join: 'all', conditions: [parsed(condition)] };
  const outer = docOf(condition);
  const join = 'all' in outer ? 'all' : 'any' in outer ? 'any' : null;
  const inner = join ? outer[join] : null;
  if (!join || !Array.isArray(inner)) return null;
  if (!inner.every((one) => typeof one === 'string')) return null;
  return { join, conditions: inner.map(parsed) };
}

function stepsOf(steps: unknown): Step[] | null {
  if (steps === undefined || steps === null) return [];
  if (!Array.isArray(steps)) return null;
  const found = steps.map((one): Step | null => {
    if (typeof one === 'string') return { kind: one as StepKind, with: {} };
    const [entry, more] = Object.entries(docOf(one));
    return entry && !more ? { kind: entry[0] as StepKind, with: docOf(entry[1]) } : null;
  });
  return found.every((one) => one !== null && STEPS.includes(one.kind)) ? (found as Step[]) : null;
}
