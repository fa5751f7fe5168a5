/** The line of time: days, later changes of the same thing, and what was taken back. */
import type { Turn } from '../api/list-changes';

export type Day = { day: string; turns: Turn[] };

/** Group changes by the person's own day, the newest first. */
export function byDay(turns: readonly Turn[], dayOf: (at: string) => string): Day[] {
  const found: Day[] = [];
  for (const turn of turns) {
    const day = dayOf(turn.at);
    const last = found.at(-1);
    if (last?.day === day) last.turns.push(turn);
    else found.push({ day, turns: [turn] });
  }
  return found;
}

export function keyOf(turn: Turn): string {
  return [turn.action_id || turn.by, turn.at, turn.entity_id, turn.field, turn.after].join(' ');
}

/** Return the newest later change of the same field that is not ours; null if there is none. */
export function driftOf(turn: Turn, all: readonly Turn[]): Turn | null {
  return (
    all.find(
      (one) =>
        one.at > turn.at &&
        one.by !== 'ours' &&
        one.connector === turn.connector &&
        one.entity_id === turn.entity_id &&
        one.level === turn.level &&
        one.field === turn.field,
    ) ?? null
  );
}

/** Say whether a plan has been taken back by a later one that was carried out. */
export function isUndone(turn: Turn, all: readonly Turn[]): boolean {
  return (
    turn.plan_id !== '' && all.some((one) => one.undo_of === turn.plan_id && one.state === 'done')
  );
}

/** Say whether there is something of ours to take back. */
export function canUndo(turn: Turn, all: readonly Turn[]): boolean {
  return turn.by === 'ours' && turn.state === 'done' && !isUndone(turn, all);
}

const DAY_MS = 86_400_000;
export type Windows = { before: string; after: string | null; days: number };

/**
 * Return the whole days beside a change: as many before as there are after it, at most `most`.
 *
 * The day of the change itself is in neither. `last` is the last whole day that is known.
 */
export function windows(at: string, last: string, most = 7): Windows {
  const on = at.slice(0, 10);
  const known = Math.round((utc(last) - utc(on)) / DAY_MS);
  const days = Math.min(Math.max(known, 0), most);
  const length = days || most;
  return {
    before: `${moved(on, -length)}..${moved(on, -1)}`,
    after: days ? `${moved(on, 1)}..${moved(on, days)}` : null,
    days,
  };
}

function utc(day: string): number {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`).getTime();
}

function moved(day: string, by: number): string {
  return new Date(utc(day) + by * DAY_MS).toISOString().slice(0, 10);
}
