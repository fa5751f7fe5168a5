/** Routes and mutes as they are edited: read from the policy's document, and written back. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export const SOURCES = [
  'incident',
  'pacing',
  'sync',
  'quality',
  'reconciliation',
  'action',
  'stop',
  'connection',
  'approval',
  'slo',
  'rule',
] as const;
export const PLATFORMS = ['google_ads', 'meta', 'tiktok', 'linkedin', 'x'] as const;
/** In place of a channel: all of the workspace. */
export const EVERY = '*';

export type Severity = (typeof SEVERITIES)[number];
export type Match = {
  severity: Severity;
  source: string[];
  detector: string[];
  platform: string[];
  account: string[];
  entity: string[];
  /** `name=value` each. */
  label: string[];
};
export type Digest = { at: string; zone: string; days: string[] };
export type Step = { after: string; channels: string[] };
export type Route = {
  match: Match;
  channels: string[];
  digest: Digest | null;
  escalate: Step[];
  routes: Route[];
  goesOn: boolean;
  group: string;
  resolved: boolean;
};
export type Mute = {
  name: string;
  match: Match;
  from: string;
  to: string;
  zone: string;
  days: string[];
  until: string | null;
};
/** Which branch: places from the root on; none is the root itself. */
export type Path = readonly number[];
type Doc = Record<string, unknown>;

export function newRoute(severity: Severity = 'high'): Route {
  return {
    match: matchOf({ severity }),
    channels: [],
    digest: null,
    escalate: [],
    routes: [],
    goesOn: false,
    group: '2m',
    resolved: true,
  };
}

/** Read a route of the document; what is left out is usual. */
export function routeOf(doc: Doc): Route {
  const digest = doc.digest as Doc | null | undefined;
  return {
    match: matchOf((doc.match ?? {}) as Doc),
    channels: texts(doc.channels),
    digest: digest
      ? { at: text(digest.at, '09:00'), zone: text(digest.zone, 'UTC'), days: texts(digest.days) }
      : null,
    escalate: docs(doc.escalate).map((one) => ({
      after: text(one.after, '15m'),
      channels: texts(one.channels),
    })),
    routes: docs(doc.routes).map(routeOf),
    goesOn: doc.continue === true,
    group: text(doc.group, '2m'),
    resolved: doc.resolved !== false,
  };
}

export function muteOf(doc: Doc): Mute {
  return {
    name: text(doc.name, ''),
    match: matchOf((doc.match ?? {}) as Doc),
    from: text(doc.from, '00:00'),
    to: text(doc.to, '00:00'),
    zone: text(doc.zone, 'UTC'),
    days: texts(doc.days),
    until: typeof doc.until === 'string' ? doc.until : null,
  };
}

/** Write a route as the server reads it. */
export function routeDoc(route: Route): Doc {
  return {
    match: matchDoc(route.match),
    channels: route.channels,
    ...(route.digest ? { digest: route.digest } : {}),
    escalate: route.escalate,
    routes: route.routes.map(routeDoc),
    continue: route.goesOn,
    group: route.group,
    resolved: route.resolved,
  };
}

export function muteDoc(mute: Mute): Doc {
  return { ...mute, match: matchDoc(mute.match) };
}

export function matchOf(doc: Doc): Match {
  const labels = Object.entries((doc.label ?? {}) as Record<string, string>);
  return {
    severity: SEVERITIES.find((one) => one === doc.severity) ?? 'low',
    source: texts(doc.source),
    detector: texts(doc.detector),
    platform: texts(doc.platform),
    account: texts(doc.account),
    entity: texts(doc.entity),
    label: labels.map(([name, value]) => `${name}=${value}`),
  };
}

function matchDoc({ label, ...match }: Match): Doc {
  const pairs = label.map((one) => one.split('=').map((part) => part.trim()));
  return { ...match, label: Object.fromEntries(pairs.filter((pair) => pair[0] && pair[1])) };
}

/** Return what a path leads to. */
export function routeAt(root: Route, path: Path): Route | undefined {
  return path.reduce<Route | undefined>((one, at) => one?.routes[at], root);
}

/** Return a tree with another route there; null takes it away. */
export function put(root: Route, path: Path, route: Route | null): Route {
  const [at, ...rest] = path;
  if (at === undefined) return route ?? root;
  const child = root.routes[at];
  if (rest.length && child) {
    return { ...root, routes: root.routes.with(at, put(child, rest, route)) };
  }
  const routes = [...root.routes];
  routes.splice(at, 1, ...(route ? [route] : []));
  return { ...root, routes };
}

/** Return a tree with a branch one place up or down among its neighbours. */
export function moved(root: Route, path: Path, by: 1 | -1): Route {
  const parent = routeAt(root, path.slice(0, -1));
  const at = path.at(-1);
  if (!parent || at === undefined) return root;
  const [one, other] = [parent.routes[at], parent.routes[at + by]];
  if (!one || !other) return root;
  const routes = parent.routes.with(at, other).with(at + by, one);
  return put(root, path.slice(0, -1), { ...parent, routes });
}

/** Return the parts of a text with commas between them. */
export function listed(field: string): string[] {
  return field
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean);
}

function texts(value: unknown): string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [];
}

function text(value: unknown, usual: string): string {
  return typeof value === 'string' ? value : usual;
}

function docs(value: unknown): Doc[] {
  return Array.isArray(value) ? (value as Doc[]) : [];
}
