/** News of the workspace as it happens: one stream for the whole page, however many listen. */
import { useEffect, useRef } from 'react';
import { workspace } from './workspace';

export type News = { kind: string; [fact: string]: unknown };
type Listener = (news: News) => void;

const listeners = new Map<string, Set<Listener>>();
let stream: EventSource | null = null;
let of = '';
let again: ReturnType<typeof setTimeout> | undefined;

/** Call `act` on each event of these names (`jobs.changed`, …) while the component is shown. */
export function useLive(names: readonly string[], act: Listener): void {
  const latest = useRef(act);
  latest.current = act;
  const joined = names.join(' ');
  useEffect(() => {
    const listener: Listener = (news) => latest.current(news);
    const wanted = joined.split(' ').filter(Boolean);
    for (const name of wanted) listen(name, listener);
    return () => {
      for (const name of wanted) listeners.get(name)?.delete(listener);
      if (![...listeners.values()].some((each) => each.size)) close();
    };
  }, [joined]);
}

function listen(name: string, listener: Listener): void {
  const known = listeners.get(name);
  if (known) known.add(listener);
  else listeners.set(name, new Set([listener]));
  if (stream === null || of !== workspace.current) open();
  else if (!known) stream.addEventListener(name, heard);
}

function open(): void {
  close();
  if (typeof EventSource === 'undefined') return;
  of = workspace.current;
  stream = new EventSource(`/api/v1/events?workspace=${encodeURIComponent(of)}`);
  for (const name of listeners.keys()) stream.addEventListener(name, heard);
  // The server ends a stream when the session does; a new one says why.
  stream.addEventListener('end', () => {
    close();
    again = setTimeout(open, 5_000);
  });
}

function heard(event: Event): void {
  const told = event as MessageEvent<string>;
  const news = { ...(JSON.parse(told.data) as object), kind: told.type } as News;
  for (const listener of listeners.get(told.type) ?? []) listener(news);
}

function close(): void {
  clearTimeout(again);
  stream?.close();
  stream = null;
}
