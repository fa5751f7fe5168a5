/** The rows that somebody has chosen, by their keys; of one level at a time. */
import { useMemo, useState } from 'react';
import type { Row } from '@/api/query';

const NONE: ReadonlySet<string> = new Set();

export function usePicked(rows: readonly Row[], by: string, keyOf: (row: Row) => string) {
  const [held, setHeld] = useState({ by, keys: NONE });
  const keys = held.by === by ? held.keys : NONE;
  const chosen = useMemo(
    () => (keys.size ? rows.filter((row) => keys.has(keyOf(row))) : []),
    [rows, keys, keyOf],
  );
  function pick(some: readonly Row[], isPicked: boolean) {
    const next = new Set(keys);
    for (const row of some) {
      if (isPicked) next.add(keyOf(row));
      else next.delete(keyOf(row));
    }
    setHeld({ by, keys: next });
  }
  function choose(some: readonly Row[]) {
    setHeld({ by, keys: new Set(some.map(keyOf)) });
  }
  return { keys, chosen, pick, choose };
}
