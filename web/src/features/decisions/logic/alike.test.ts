import { describe, expect, it } from 'vitest';
import type { PlanBrief } from '../api/list-plans';
import { alike, isSelectable } from './alike';

const plan = (id: string, more: object = {}) =>
  ({
    id,
    state: 'waiting',
    accounts: ['meta/1'],
    fields: ['daily_budget'],
    directions: ['raise'],
    proposer: { actor: 'person', id: 'per_a', behind: '' },
    ...more,
  }) as PlanBrief;

describe('plans of one kind', () => {
  it('set the same fields, the same way, in the same account', () => {
    const all = [
      plan('a'),
      plan('b', { accounts: ['meta/2'] }),
      plan('c', { directions: ['cut'] }),
      plan('d', { fields: ['bid'] }),
      plan('e'),
    ];
    expect(alike(all, ['a']).map((one) => one.id)).toEqual(['a', 'e']);
    expect(alike(all, [])).toEqual([]);
    expect(alike(all, ['gone'])).toEqual([]);
  });

  it('are chosen while they wait, by others than who proposed them', () => {
    expect(isSelectable(plan('a'), 'per_b')).toBe(true);
    expect(isSelectable(plan('a'), 'per_a')).toBe(false);
    expect(isSelectable(plan('a', { state: 'approved' }), 'per_b')).toBe(false);
    const byKey = plan('a', { proposer: { actor: 'key', id: 'key_1', behind: 'per_b' } });
    expect(isSelectable(byKey, 'per_b')).toBe(false);
  });
});
