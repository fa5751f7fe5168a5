/** What went wrong, as the API says it (RFC 9457). */
import type { components } from './schema';

export type Told = components['schemas']['Problem'];

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  readonly requestId: string;
  readonly facts: Record<string, unknown>;
  /** Seconds after which asking again makes sense. */
  readonly wait: number | null;

  constructor(told: Partial<Told> & { status: number; code: string }, wait: number | null = null) {
    super(told.title ?? told.code);
    this.name = 'Problem';
    this.status = told.status;
    this.code = told.code;
    this.hint = told.hint ?? '';
    this.requestId = told.request_id ?? '';
    this.facts = told.facts ?? {};
    this.wait = wait;
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ status: 0, code: 'page.unexpected', title: String(error) });
}

/** Say whether the same request may work in a moment. */
export function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status === 503);
}
