/** What would be refused of a form, as the server says it: by the field where it is mended. */
import type { Problem } from '@/api/problem';

export type Finding = { field: string; message: string; hint: string };

const SHAPES = 'request.invalid';

/**
 * Return what is wrong with the shape of what was sent, by its fields; null if the refusal is for
 * another reason. `worded` says how a field is written, in words for people.
 */
export function shapesOf(problem: Problem, worded: (field: string) => string): Finding[] | null {
  if (problem.code !== SHAPES) return null;
  const told = (problem.facts.problems ?? []) as { place?: string; message?: string }[];
  const found = new Map<string, Finding>();
  for (const { place = '', message = '' } of told) {
    // "body.audience.countries.0" is mended where all countries are written.
    const field = place.replace(/^body\./, '').replace(/\.\d+(\..*)?$/, '');
    found.set(field, { field, message: worded(field) || message, hint: '' });
  }
  return [...found.values()];
}

/** Return what is said at a field; none where nothing is wrong with it. */
export function at(findings: readonly Finding[], field: string): string | undefined {
  const told = findings.filter((one) => one.field === field);
  return (
    told.map(({ message, hint }) => [message, hint].filter(Boolean).join(': ')).join(' · ') ||
    undefined
  );
}
