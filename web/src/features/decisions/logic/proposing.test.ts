import { describe, expect, it } from 'vitest';
import type { Settable } from '../api/list-settable';
import { isValue, stepped, wishes } from './proposing';

const THING: Settable = {
  connector: 'tiktok',
  account_id: '7',
  level: 'campaign',
  entity_id: '18',
  platform: 'tiktok',
  name: 'Spring',
  currency: 'USD',
  values: [
    { field: 'daily_budget', value: '600.00' },
    { field: 'status', value: 'enabled' },
  ],
  sharing: 1,
  known_at: null,
};

describe('stepped', () => {
  it('is exact, and rounded to what the currency is counted in', () => {
    expect(stepped('600.00', '0.1', 'USD')).toBe('660.00');
    expect(stepped('0.05', '-0.1', 'USD')).toBe('0.05');
    expect(stepped('60005', '-0.1', 'JPY')).toBe('54005');
    expect(stepped('10.005', '0.2', 'KWD')).toBe('12.006');
  });
});

describe('wishes', () => {
  it('names what was changed, and nothing else', () => {
    expect(wishes(THING, {})).toEqual([]);
    expect(wishes(THING, { daily_budget: '600', status: 'enabled' })).toEqual([]);
    expect(wishes(THING, { daily_budget: '480.00', status: 'paused' })).toEqual([
      {
        account: 'tiktok/7',
        level: 'campaign',
        entity_id: '18',
        field: 'daily_budget',
        value: '480.00',
      },
      { account: 'tiktok/7', level: 'campaign', entity_id: '18', field: 'status', value: 'paused' },
    ]);
  });
});

describe('isValue', () => {
  it('lets amounts above zero pass, and any status', () => {
    expect(isValue('daily_budget', '480.00')).toBe(true);
    expect(isValue('daily_budget', '0')).toBe(false);
    expect(isValue('daily_budget', '1e3')).toBe(false);
    expect(isValue('status', 'paused')).toBe(true);
  });
});
