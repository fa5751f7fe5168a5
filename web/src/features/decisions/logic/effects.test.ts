import { describe, expect, it } from 'vitest';
import type { Effect, Recommendation } from '../api/list-recommendations';
import { chance, headline, inkOf, interval, lossOf, recordLine, shelves, signed } from './effects';

const effect: Effect = {
  metric: 'conversion_value',
  currency: 'EUR',
  expected: '610.30',
  low: '-20.00',
  high: '698.80',
  basis: 'platform',
  days: 7,
};

function advice(id: string, changed: Partial<Recommendation> = {}): Recommendation {
  return {
    id,
    source: 'engine',
    kind: 'budgets',
    platform: 'meta',
    account: 'meta/1',
    claim: 'Do it',
    changes: [
      {
        connector: 'meta',
        account_id: '1',
        platform: 'meta',
        level: 'campaign',
        entity_id: 'c1',
        name: 'Brand',
        field: 'daily_budget',
        before: '100',
        after: '119',
        currency: 'EUR',
      },
    ],
    effect,
    cost_if_wrong: '140.00',
    currency: 'EUR',
    confidence: 0.93,
    evidence: {},
    data_version: 1,
    state: 'open',
    made_at: '2026-11-21T10:00:00Z',
    renewed_at: '2026-11-21T10:00:00Z',
    expires_at: '2026-11-23T10:00:00Z',
    plan_id: '',
    closed_at: null,
    closed_by: '',
    reason: '',
    snoozed_until: null,
    ...changed,
  };
}

describe('an expected effect', () => {
  it('has its sign in front, and its interval', () => {
    expect(signed('610.30', 'EUR')).toBe('+€610.30');
    expect(signed('-20.00', 'EUR')).toBe('−€20.00');
    expect(signed('1.55', '')).toBe('+1.6');
    expect(signed('0.00', 'EUR')).toBe('±€0.00');
    expect(interval(effect)).toBe('90 %: −€20.00 to +€698.80');
  });
  it('is not drawn as nothing where nothing is told', () => {
    expect(signed(null, 'EUR')).toBe('–');
    expect(interval({ ...effect, low: null })).toBe('');
    expect(inkOf({ ...effect, low: null })).toBeNull();
  });
  it('lies on a line that has zero on it', () => {
    const ink = inkOf(effect);
    expect(ink?.low).toBe(0);
    expect(ink?.high).toBe(1);
    expect(ink?.zero).toBeGreaterThan(0);
    expect(inkOf({ ...effect, low: '10', expected: '20', high: '40' })?.zero).toBe(0);
  });
  it('is never certain', () => {
    expect(chance(1)).toBe('over 99 %');
    expect(chance(0.93)).toBe('93 %');
    expect(chance(null)).toBe('Not known');
  });
});

describe('a recommendation', () => {
  it('says what it costs if it is wrong', () => {
    expect(lossOf(advice('a'))).toBe('€140.00 less over 7 days');
    expect(lossOf(advice('a', { cost_if_wrong: '0.00' }))).toContain('Nothing lost');
    expect(lossOf(advice('a', { cost_if_wrong: null }))).toBe('Not known');
  });
  it('has a headline without what is shown as figures', () => {
    expect(headline("Move 5 EUR from 'A' to 'B': expect +6 EUR a day")).toBe(
      "Move 5 EUR from 'A' to 'B'.".slice(0, -1),
    );
    expect(headline('Meta recommends for A: Broaden it')).toBe('Meta recommends for A: Broaden it');
  });
  it('stands on the shelf of what it promises, the surest first', () => {
    const all = [
      advice('hand', { changes: [] }),
      advice('sure', { confidence: 0.99 }),
      advice('less'),
      advice('none', { effect: null }),
    ];
    expect([...shelves(all)].map(([name, those]) => [name, those.map((one) => one.id)])).toEqual([
      ['weighed', ['sure', 'less']],
      ['unweighed', ['none']],
      ['byHand', ['hand']],
    ]);
  });
  it('tells how right its source was, and if nobody knows', () => {
    expect(recordLine(undefined)).toBe('no verdict yet');
    const record = { judged: 12, better: 9, worse: 1, covered: 0.88 } as never;
    expect(recordLine(record)).toBe('12 judged: 9 better, 1 worse · 88 % of promises held');
  });
});
