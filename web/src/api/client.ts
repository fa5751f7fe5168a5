/** The one way to the server: typed by its own document, in the workspace that is looked at. */
import createClient, { type Middleware } from 'openapi-fetch';
import { workspace } from '@/lib/workspace';
import { Problem, type Told } from './problem';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

const inWorkspace: Middleware = {
  onRequest({ request }) {
    if (workspace.current) request.headers.set('Adhelm-Workspace', workspace.current);
    return request;
  },
};

type Early = { url: string; answer: Promise<Response> };
declare global {
  var early: Early | undefined;
}

/** Take what `early.js` asked for before this code had come; anything else is asked for now. */
function ask(request: Request): Promise<Response> {
  const { early } = globalThis;
  if (early?.url !== request.url) return fetch(request);
  globalThis.early = undefined;
  return early.answer;
}

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  fetch: ask,
});
api.use(inWorkspace);

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/**
 * Return what was answered.
 *
 * @throws Problem if the server refuses, or cannot be reached.
 */
export async function answered<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await reached(asked);
  if (response.ok) return data as Data;
  const told = isTold(error)
    ? error
    : { code: `http.${response.status}`, title: response.statusText };
  const wait = Number(response.headers.get('retry-after')) || null;
  throw new Problem({ ...told, status: response.status }, wait);
}

/** The same, with the tag of the version that was answered, to send back as `If-Match`. */
export async function versioned<Data>(asked: Promise<Answer<Data>>) {
  const whole = await asked.catch(unreached);
  const data = await answered(Promise.resolve(whole));
  return { data, etag: whole.response.headers.get('etag') ?? '*' };
}

/** Return the header under which a request acts once, however often it is sent. */
export function once(): { 'Idempotency-Key': string } {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return {
    'Idempotency-Key': Array.from(bytes, (one) => one.toString(16).padStart(2, '0')).join(''),
  };
}

function reached<Data>(asked: Promise<Answer<Data>>): Promise<Answer<Data>> {
  return asked.catch(unreached);
}

function unreached(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw error;
  throw new Problem({ status: 0, code: 'page.unreached', title: 'The server does not answer.' });
}

function isTold(error: unknown): error is Told {
  return typeof error === 'object' && error !== null && 'code' in error;
}
