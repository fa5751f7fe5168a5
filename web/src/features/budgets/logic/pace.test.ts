import { describe, expect, it } from 'vitest';
import type { Pace } from '../api/list-pacing';
import { evenDay, evenly, inkOf, lands, movedMonth, silence, weeks } from './pace';

function pace(changed: Partial<Pace> = {}): Pace {
  return {
    budget_id: 'bud_1',
    month: '2026-11',
    reach: 'meta',
    platform: 'meta',
    account: '',
    group: '',
    campaign: '',
    state: 'over',
    currency: 'EUR',
    basis: 'net',
    planned: '1000.00',
    carried: '0',
    available: '1000.00',
    spent: '500.00',
    through: '2026-11-15',
    days_known: 15,
    days: 30,
    missing: [],
    projected: '1040.00',
    low: '980.00',
    high: '1110.00',
    gap: '40.00',
    daily_needed: '33.33',
    daily_expected: '36.00',
    runs_out_on: null,
    why: '',
    before: null,
    ...changed,
  };
}

describe('where a budget lands', () => {
  it('is said with its range', () => {
    expect(lands(pace())).toBe('lands at 104 % (98–111 %)');
    expect(lands(pace({ low: null, high: null }))).toBe('lands at 104 %');
  });
  it('is not said where it is not known, which is not the same as nothing', () => {
    const unknown = pace({ state: 'unknown', projected: null, low: null, high: null, spent: null });
    expect(lands(unknown)).toBe('');
    expect(silence(unknown)).toContain('First day');
    expect(silence({ ...unknown, why: 'no rate for KWD' })).toBe('no rate for KWD');
    expect(inkOf(unknown)?.spent).toBeNull();
    expect(inkOf(unknown)?.low).toBeNull();
  });
  it('is what the month came to, once it is over', () => {
    expect(lands(pace({ state: 'landed', spent: '990.00' }))).toBe('landed at 99 %');
  });
  it('counts what was carried over', () => {
    expect(lands(pace({ available: '1300.00' }))).toBe('lands at 80 % (75–85 %)');
  });
});

describe('the bar', () => {
  it('has all of its ink on the line, in its order', () => {
    const ink = inkOf(pace());
    expect(ink).not.toBeNull();
    if (!ink) return;
    expect(ink.spent).toBeCloseTo(ink.tick ?? 0);
    const order = [ink.spent, ink.low, ink.budget, ink.projected, ink.high].map(Number);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(Math.max(...order)).toBeLessThanOrEqual(1);
  });
  it('has no tick before a day is known', () => {
    expect(inkOf(pace({ days_known: 0, spent: null }))?.tick).toBeNull();
    expect(evenly(pace({ days_known: 0 }))).toBeNull();
  });
  it('expects the same every day, exactly', () => {
    expect(evenly(pace())).toBe('500.00');
    expect(evenDay(pace())).toBe('33.33');
  });
});

describe('months', () => {
  it('go over the year', () => {
    expect(movedMonth('2026-12', 1)).toBe('2027-01');
    expect(movedMonth('2026-01', -1)).toBe('2025-12');
  });
  it('have weeks that begin on Monday', () => {
    const november = weeks('2026-11');
    expect(november[0]).toEqual([null, null, null, null, null, null, '2026-11-01']);
    expect(november.flat().filter(Boolean)).toHaveLength(30);
    expect(weeks('2027-02')).toHaveLength(4);
  });
});
