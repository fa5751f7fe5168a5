/** The way down from platforms to ads, and what is asked at each step. */
import type { Row } from '@/api/query';
import { platformName } from '@/lib/names';
import { quoted } from '@/lib/view';

export type Level = {
  by: string;
  /** The column that names a row. */
  id: string;
  name?: string;
  status?: string;
  /** What else is asked, to tell rows apart. */
  also?: string[];
};

export const LEVELS: readonly Level[] = [
  { by: 'platform', id: 'platform' },
  { by: 'account', id: 'account_id', name: 'account', also: ['platform'] },
  { by: 'campaign', id: 'campaign_id', name: 'campaign', status: 'campaign_status' },
  { by: 'ad_group', id: 'ad_group_id', name: 'ad_group', status: 'ad_group_status' },
  { by: 'ad', id: 'ad_id', name: 'ad', status: 'ad_status' },
];

/** Return what is asked for a dimension: of things their id, name and status, of others themselves. */
export function levelOf(by: string): Level {
  return LEVELS.find((one) => one.by === by) ?? { by, id: by };
}

export function dimensions(level: Level): string[] {
  return [level.id, level.name, level.status, ...(level.also ?? [])].filter(
    (one) => one !== undefined,
  );
}

/** Return the level below; null at the bottom, and for what has none. */
export function below(by: string): string | null {
  const at = LEVELS.findIndex((one) => one.by === by);
  return at < 0 ? null : (LEVELS[at + 1]?.by ?? null);
}

export type Step = { id: string; value: string; level: Level };

/** Read the way down. */
export function steps(drill: readonly string[]): Step[] {
  return drill.flatMap((one) => {
    const [id = '', ...rest] = one.split(':');
    const level = LEVELS.find((each) => each.id === id);
    return level ? [{ id, value: rest.join(':'), level }] : [];
  });
}

/** Return the way down as a filter. */
export function whereOf(way: readonly Step[]): string {
  return way.map(({ id, value }) => `${id} = ${quoted(value)}`).join(' and ');
}

/** Return what a row is called. */
export function nameOf(level: Level, row: Row): string {
  const name = String((level.name ? row[level.name] : null) ?? row[level.id] ?? '');
  return level.id === 'platform' ? platformName(name) : name;
}

export function idOf(level: Level, row: Row): string {
  return String(row[level.id] ?? '');
}
