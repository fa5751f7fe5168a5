import { describe, expect, it } from 'vitest';
import type { Turn } from '../api/list-changes';
import { budgetTotals, changeShare, reversible, valueText } from './changes';
import { byDay, canUndo, driftOf, isUndone, windows } from './turns';

function turn(changed: Partial<Turn> = {}): Turn {
  return {
    at: '2026-11-21T10:00:00Z',
    by: 'ours',
    who: 'per_1',
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
    state: 'done',
    reason: '',
    plan_id: 'pln_1',
    action_id: 'act_1',
    undo_of: '',
    ...changed,
  };
}

describe('the line of time', () => {
  it('goes by days', () => {
    const days = byDay([turn(), turn(), turn({ at: '2026-11-20T10:00:00Z' })], (at) =>
      at.slice(0, 10),
    );
    expect(days.map((one) => [one.day, one.turns.length])).toEqual([
      ['2026-11-21', 2],
      ['2026-11-20', 1],
    ]);
  });
  it('tells what somebody else has changed again since', () => {
    const ours = turn();
    const later = turn({ at: '2026-11-21T12:00:00Z', by: 'others', after: '90' });
    expect(driftOf(ours, [later, ours])).toBe(later);
    expect(driftOf(ours, [{ ...later, field: 'status' }, ours])).toBeNull();
    expect(driftOf(ours, [{ ...later, at: '2026-11-21T09:00:00Z' }, ours])).toBeNull();
  });
  it('offers to take back what is ours, done, and not taken back already', () => {
    const ours = turn();
    const undo = turn({ plan_id: 'pln_2', undo_of: 'pln_1' });
    expect(canUndo(ours, [ours])).toBe(true);
    expect(isUndone(ours, [undo, ours])).toBe(true);
    expect(canUndo(ours, [undo, ours])).toBe(false);
    expect(canUndo(ours, [{ ...undo, state: 'held' }, ours])).toBe(true);
    expect(canUndo(turn({ state: 'held' }), [])).toBe(false);
    expect(canUndo(turn({ by: 'others' }), [])).toBe(false);
  });
  it('compares as many whole days after a change as before it', () => {
    expect(windows('2026-11-10T23:00:00Z', '2026-11-20')).toEqual({
      before: '2026-11-03..2026-11-09',
      after: '2026-11-11..2026-11-17',
      days: 7,
    });
    expect(windows('2026-11-18T05:00:00Z', '2026-11-20').after).toBe('2026-11-19..2026-11-20');
    expect(windows('2026-11-20T05:00:00Z', '2026-11-20').after).toBeNull();
  });
});

describe('a change in words', () => {
  it('writes amounts in their currency, and what is not there as a dash', () => {
    expect(valueText('daily_budget', '1234.5', 'JPY')).toBe('¥1,235');
    expect(valueText('status', 'paused', 'EUR')).toBe('paused');
    expect(valueText('daily_budget', null, 'EUR')).toBe('–');
    expect(changeShare(turn())).toBe('+19%');
    expect(changeShare(turn({ before: null }))).toBe('');
  });
  it('adds up budgets of one currency, exactly', () => {
    const some = [turn(), turn({ before: '0.30', after: '0.10' }), turn({ currency: 'USD' })];
    expect(budgetTotals(some)).toEqual([
      { currency: 'EUR', by: '18.80' },
      { currency: 'USD', by: '19' },
    ]);
  });
  it('says whether it can be set back', () => {
    expect(reversible([turn()])).toBe('setBack');
    expect(reversible([turn(), turn({ field: 'create', before: null })])).toBe('partly');
    expect(reversible([])).toBe('notHere');
  });
});
