import { describe, expect, it } from 'vitest';
import { asField, firstGuess, instantOf } from './until';

const NOW = new Date('2026-03-02T09:30:00Z').getTime();

describe('a time to come', () => {
  it('is written and read in local time', () => {
    const at = new Date('2026-03-05T07:45:00Z');
    expect(instantOf(asField(at), NOW)).toBe('2026-03-05T07:45:00.000Z');
  });

  it('is none if it has passed, is too far off, or is no time', () => {
    expect(instantOf(asField(new Date(NOW - 60_000)), NOW)).toBe('');
    expect(instantOf(asField(new Date(NOW + 91 * 86_400_000)), NOW)).toBe('');
    expect(instantOf('', NOW)).toBe('');
  });

  it('is proposed for a morning', () => {
    expect(firstGuess(NOW)).toMatch(/T09:00$/);
    expect(instantOf(firstGuess(NOW), NOW)).not.toBe('');
  });
});
