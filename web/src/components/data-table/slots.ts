/** Which drawn row is written over by which: to write over one takes a third of making one. */
import { useRef } from 'react';

/**
 * Return a name for the element of each row in sight, given the keys of the rows.
 *
 * A row keeps its element as long as half of those in sight stay. Once more of them are new, while
 * one scrolls fast or after a sort, all are written over in their order: none is moved or made.
 * Unless `isHeld`: who has the focus, or reads on from there, must not find another row below it.
 */
export function useSlots(keys: readonly string[], isHeld: () => boolean): readonly number[] {
  const before = useRef<ReadonlyMap<string, number>>(new Map());
  const made = useRef(0);
  const own = before.current;
  const staying = keys.filter((key) => own.has(key)).length;
  const over = staying * 2 < keys.length && !isHeld() ? [...own.values()] : null;
  const slots = keys.map((key, at) => {
    const known = over ? over[at] : own.get(key);
    if (known !== undefined) return known;
    made.current += 1;
    return made.current;
  });
  before.current = new Map(keys.map((key, at) => [key, slots[at] as number]));
  return slots;
}
