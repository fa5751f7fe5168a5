/** The life of one file that is sent: sending, reading, questions, result. */
import type { Imported } from './api/list-imports';
import type { Answers } from './api/send-file';

export type Question = Imported['questions'][number];
export type Upload =
  | { step: 'sending'; sent: number; since: number }
  | { step: 'reading'; job: string }
  | { step: 'asked'; questions: Question[] }
  | { step: 'ended'; found: Imported[] }
  | { step: 'failed'; error: unknown };

export type Event =
  | { kind: 'begun'; at: number }
  | { kind: 'sent'; bytes: number }
  | { kind: 'received'; job: string }
  | { kind: 'read'; found: Imported[] }
  | { kind: 'broken'; error: unknown };

export function begun(at: number): Upload {
  return { step: 'sending', sent: 0, since: at };
}

/** Return the upload after an event; what comes too late changes nothing. */
export function after(upload: Upload, event: Event): Upload {
  switch (event.kind) {
    case 'begun':
      return begun(event.at);
    case 'sent':
      return upload.step === 'sending' ? { ...upload, sent: event.bytes } : upload;
    case 'received':
      return upload.step === 'sending' ? { step: 'reading', job: event.job } : upload;
    case 'read': {
      const questions = openQuestions(event.found);
      return questions.length
        ? { step: 'asked', questions }
        : { step: 'ended', found: event.found };
    }
    case 'broken':
      return { step: 'failed', error: event.error };
  }
}

/** Return what files leave open, each thing once, however many tables of an archive ask it. */
export function openQuestions(found: readonly Imported[]): Question[] {
  const asked = found.filter((one) => one.state === 'asked').flatMap((one) => one.questions);
  const first = new Map(asked.map((one) => [one.parameter, one]));
  return [...first.values()];
}

/** Return seconds until all is sent if it goes on as it did; null if nobody can know yet. */
export function secondsLeft(
  sent: number,
  total: number,
  since: number,
  now: number,
): number | null {
  const seconds = (now - since) / 1000;
  if (sent <= 0 || seconds < 0.5 || total <= sent) return null;
  return Math.ceil(((total - sent) * seconds) / sent);
}

/** Return what to suggest where a question was answered before, or the browser knows. */
export function suggested(question: Question, before: Answers, zone: string): string {
  const known = before[question.parameter];
  if (known) return known;
  if (question.parameter === 'timezone') return zone;
  return question.choices.length === 1 ? (question.choices[0] ?? '') : '';
}

/** Return the days to look at first: four weeks up to the last day that a file knows. */
export function worthSeeing(found: readonly Imported[], today: string): string | null {
  const firsts = found.map((one) => one.first_day).filter((day) => day !== null);
  const last = found
    .map((one) => one.last_day)
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  const first = firsts.sort()[0];
  if (!first || !last) return null;
  if (daysBetween(last, today) <= 7) return '28d';
  const fourWeeks = new Date(Date.parse(last) - 27 * 86_400_000).toISOString().slice(0, 10);
  return `${first > fourWeeks ? first : fourWeeks}..${last}`;
}

function daysBetween(first: string, last: string): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / 86_400_000);
}
