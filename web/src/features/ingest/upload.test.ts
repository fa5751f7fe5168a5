import { describe, expect, it } from 'vitest';
import type { Imported } from './api/list-imports';
import { after, begun, openQuestions, secondsLeft, suggested, worthSeeing } from './upload';

const question = (parameter: string, choices: string[] = []) => ({
  code: parameter,
  text: `${parameter}?`,
  parameter,
  choices,
});
const imported = (changed: Partial<Imported>) =>
  ({ state: 'loaded', questions: [], first_day: null, last_day: null, ...changed }) as Imported;

describe('an upload', () => {
  it('is sent, read, and ends', () => {
    let upload = begun(0);
    upload = after(upload, { kind: 'sent', bytes: 5 });
    expect(upload).toMatchObject({ step: 'sending', sent: 5 });
    upload = after(upload, { kind: 'received', job: 'j' });
    expect(upload).toEqual({ step: 'reading', job: 'j' });
    upload = after(upload, { kind: 'read', found: [imported({})] });
    expect(upload.step).toBe('ended');
  });

  it('asks each thing once, however many tables of an archive leave it open', () => {
    const asked = imported({ state: 'asked', questions: [question('timezone')] });
    const upload = after({ step: 'reading', job: 'j' }, { kind: 'read', found: [asked, asked] });
    expect(upload).toMatchObject({ step: 'asked', questions: [{ parameter: 'timezone' }] });
    expect(openQuestions([imported({ questions: [question('level')] })])).toEqual([]);
  });

  it('ignores progress that comes after it was received', () => {
    const reading = { step: 'reading', job: 'j' } as const;
    expect(after(reading, { kind: 'sent', bytes: 9 })).toBe(reading);
  });
});

describe('the estimate', () => {
  it('goes on as it did', () => expect(secondsLeft(25, 100, 0, 1000)).toBe(3));
  it('is not made of nothing', () => {
    expect(secondsLeft(0, 100, 0, 1000)).toBeNull();
    expect(secondsLeft(5, 100, 0, 100)).toBeNull();
    expect(secondsLeft(100, 100, 0, 1000)).toBeNull();
  });
});

describe('what is suggested', () => {
  it('is what was said before, then what the browser knows, then the only choice', () => {
    expect(suggested(question('timezone'), { timezone: 'UTC' }, 'Europe/Berlin')).toBe('UTC');
    expect(suggested(question('timezone'), {}, 'Europe/Berlin')).toBe('Europe/Berlin');
    expect(suggested(question('platform', ['x']), {}, '')).toBe('x');
    expect(suggested(question('platform', ['x', 'meta']), {}, '')).toBe('');
  });
});

describe('the days to look at first', () => {
  const file = (first_day: string, last_day: string) => imported({ first_day, last_day });
  it('are the last 28 where the file is recent', () => {
    expect(worthSeeing([file('2026-01-01', '2026-11-20')], '2026-11-21')).toBe('28d');
  });
  it('end with the file where it is old', () => {
    const files = [file('2026-01-01', '2026-03-31'), imported({})];
    expect(worthSeeing(files, '2026-11-21')).toBe('2026-03-04..2026-03-31');
    expect(worthSeeing([file('2026-03-30', '2026-03-31')], '2026-11-21')).toBe(
      '2026-03-30..2026-03-31',
    );
  });
  it('are none where no file tells of days', () => {
    expect(worthSeeing([imported({})], '2026-11-21')).toBeNull();
  });
});
