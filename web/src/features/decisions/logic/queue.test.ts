import { describe, expect, it } from 'vitest';
import type { PlanBrief } from '../api/list-plans';
import { afterLeaving, approvals, grouped, riskOf, stepped, verdictsOf } from './queue';

function plan(id: string, changed: Partial<PlanBrief> = {}): PlanBrief {
  return {
    id,
    hash: 'h',
    state: 'waiting',
    made_at: '2026-11-21T10:00:00Z',
    expires_at: '2026-11-22T10:00:00Z',
    proposer: { actor: 'person', id: 'per_1', behind: '' },
    reason: 'it pays',
    source: 'person',
    recommendation_id: '',
    data_version: 1,
    undo_of: '',
    subject: '',
    changes: 1,
    accounts: ['meta/1'],
    fields: ['daily_budget'],
    directions: ['raise'],
    allowed: true,
    needed: 1,
    needed_why: [],
    approvals: [],
    released_at: null,
    closed_at: null,
    closed_by: '',
    closed_reason: '',
    ...changed,
  };
}

function approval(id: string, expires = '2026-11-22T10:00:00Z') {
  const who = { actor: 'person', id, behind: '' };
  return { who, hash: 'h', at: '2026-11-21T10:00:00Z', expires_at: expires };
}

describe('the queue', () => {
  const all = [
    plan('late', { expires_at: '2026-11-22T12:00:00Z' }),
    plan('cut', { directions: ['cut'] }),
    plan('early'),
    plan('google', { accounts: ['google_ads/1'] }),
    plan('both', { accounts: ['google_ads/1', 'meta/1'] }),
  ];
  const groups = grouped(all);

  it('is grouped by account and risk, what expires first on top', () => {
    expect(groups.map((one) => [one.account, one.risk, one.plans.map((each) => each.id)])).toEqual([
      ['', 'raise', ['both']],
      ['google_ads/1', 'raise', ['google']],
      ['meta/1', 'raise', ['early', 'late']],
      ['meta/1', 'cut', ['cut']],
    ]);
  });
  it('takes a plan for what is riskiest in it', () => {
    expect(riskOf({ directions: ['cut', 'raise'] })).toBe('raise');
    expect(riskOf({ directions: ['neutral', 'cut'] })).toBe('cut');
    expect(riskOf({ directions: [] })).toBe('neutral');
  });
  it('is walked by keys through all groups, and ends at its ends', () => {
    const walked = ['both'];
    for (let step = 0; step < 6; step += 1)
      walked.push(stepped(groups, walked.at(-1) ?? '', 1) ?? '');
    expect(walked).toEqual(['both', 'google', 'early', 'late', 'cut', 'cut', 'cut']);
    expect(stepped(groups, 'both', -1)).toBe('both');
    expect(stepped(groups, 'gone', 1)).toBe('both');
    expect(stepped(groups, '', -1)).toBe('cut');
    expect(stepped([], '', 1)).toBeUndefined();
  });
  it('goes on to the next plan when one leaves, at the end to the one before', () => {
    expect(afterLeaving(groups, 'early')).toBe('late');
    expect(afterLeaving(groups, 'cut')).toBe('late');
  });
});

describe('approvals', () => {
  const now = new Date('2026-11-21T12:00:00Z').getTime();
  it('count each person once, and not what has run out', () => {
    const given = [approval('per_2'), approval('per_2'), approval('per_3', '2026-11-21T11:00:00Z')];
    expect(approvals(plan('p', { needed: 3, approvals: given }), now)).toEqual({
      given: 1,
      isLast: false,
    });
  });
  it('say when the next one is the last that is needed', () => {
    expect(approvals(plan('p', { needed: 2, approvals: [approval('per_2')] }), now).isLast).toBe(
      true,
    );
    expect(approvals(plan('p'), now).isLast).toBe(true);
  });
});

describe('limits of a plan', () => {
  it('show the line that says no, whatever the others say', () => {
    const verdict = (allowed: boolean, asked: string) => ({
      limit: 'max_raise',
      value: '0.20',
      asked,
      allowed,
      message: '',
      hint: '',
    });
    const items = [verdict(true, '0.1'), verdict(false, '0.3'), verdict(true, '0.2')];
    const found = verdictsOf(items.map((one) => ({ verdicts: [one] })));
    expect(found).toHaveLength(1);
    expect(found[0]?.asked).toBe('0.3');
  });
});
