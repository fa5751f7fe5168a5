/** What every page looks at: which days beside which others, which platforms and accounts. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { messages } from './messages';
import { list, searchOf, text } from './search';
import { keep, kept, workspace } from './workspace';

export const viewSearch = searchOf({
  w: text,
  range: text,
  vs: text,
  weekday: text,
  platforms: list,
  accounts: list,
});
/** What goes along from page to page. */
export const VIEW = ['w', 'range', 'vs', 'weekday', 'platforms', 'accounts'] as const;

export type View = {
  range: string;
  /** `previous`, `year`, `off`, or days of one's own `A..B`. */
  compare: string;
  matchWeekday: boolean;
  platforms: string[];
  accounts: string[];
};
export type ViewSearch = {
  w?: string;
  range?: string;
  vs?: string;
  weekday?: string;
  platforms?: string[];
  accounts?: string[];
};

export const t = messages('view', {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': 'Last 7 days',
  '28d': 'Last 28 days',
  '91d': 'Last 91 days',
  mtd: 'Month to date',
  last_month: 'Last month',
  ytd: 'Year to date',
  '365d': 'Last 12 months',
  all: 'All time',
});

/** Ranges with the letter that chooses each. */
export const PRESETS = [
  ['D', 'today'],
  ['E', 'yesterday'],
  ['W', '7d'],
  ['F', '28d'],
  ['N', '91d'],
  ['M', 'mtd'],
  ['P', 'last_month'],
  ['Y', 'ytd'],
  ['L', '365d'],
  ['A', 'all'],
] as const;

const RANGE = '28d';

export function viewOf(search: ViewSearch): View {
  return {
    range: search.range ?? RANGE,
    compare: search.range === 'all' ? 'off' : (search.vs ?? 'previous'),
    matchWeekday: search.weekday !== 'off',
    platforms: search.platforms ?? [],
    accounts: search.accounts ?? [],
  };
}

export function useView(): View {
  return useSearch({
    strict: false,
    select: (all) => viewOf(all as ViewSearch),
    structuralSharing: true,
  });
}

/** Return a function that changes what is looked at, and remembers it for the workspace. */
export function useChangeView(): (changed: Partial<ViewSearch>) => void {
  const navigate = useNavigate();
  return (changed) => {
    void navigate({
      to: '.',
      search: (before: ViewSearch) => {
        const after = { ...before, ...changed };
        keep(remembered(), JSON.stringify([after.range, after.vs, after.weekday]));
        return after;
      },
    } as never);
  };
}

/** Return the days that were last looked at in the workspace. */
export function lastView(): ViewSearch {
  try {
    const [range, vs, weekday] = JSON.parse(kept(remembered())) as (string | undefined)[];
    return { range: range ?? RANGE, vs: vs ?? undefined, weekday: weekday ?? undefined };
  } catch {
    return { range: RANGE };
  }
}

function remembered(): string {
  return `adhelm.view.${workspace.current}`;
}

/** Return what to call a range. */
export function rangeName(range: string): string | null {
  const found = PRESETS.find(([, name]) => name === range);
  return found ? t(found[1]) : null;
}

/** Return the view as a filter in the words of the metrics' questions. */
export function filterOf(view: Pick<View, 'platforms' | 'accounts'>): string {
  const ids = view.accounts.map((one) => one.slice(one.indexOf('/') + 1));
  return [oneOf('platform', view.platforms), oneOf('account_id', ids)]
    .filter(Boolean)
    .join(' and ');
}

export function oneOf(dimension: string, values: readonly string[]): string {
  if (!values.length) return '';
  return `${dimension} in (${values.map(quoted).join(', ')})`;
}

/** Return text as the filter language writes it. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
