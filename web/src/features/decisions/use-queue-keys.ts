/** Letters of the queue. They come before those of the frame, where A means all days. */
import { useEffect, useRef } from 'react';

type Acts = Partial<Record<string, () => void>>;

export function useQueueKeys(acts: Acts): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    function pressed(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event)) return;
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    }
    globalThis.addEventListener('keydown', pressed, { capture: true });
    return () => globalThis.removeEventListener('keydown', pressed, { capture: true });
  }, []);
}

/** Say whether a key belongs to what has the focus: a field, something to press, a dialog. */
export function isTaken({ target, key }: Pick<KeyboardEvent, 'target' | 'key'>): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"]')) return true;
  if (!(target instanceof Element)) return false;
  const fields = 'input, textarea, select, [contenteditable="true"], [role="menu"]';
  return target.closest(key === 'Enter' ? `${fields}, button, a, summary` : fields) !== null;
}
