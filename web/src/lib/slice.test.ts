import { describe, expect, it } from 'vitest';
import { leadsTo } from './slice';

const about = {
  source: 'incident',
  platform: 'meta',
  account: 'meta/123',
  level: 'campaign',
  entity_id: 'c1',
  first_day: '2026-11-15',
  last_day: '2026-11-20',
};

describe('where an alert leads', () => {
  it('is the row, opened, with two weeks before what it tells of', () => {
    expect(leadsTo(about)).toEqual({
      to: '/explore',
      search: {
        range: '2026-11-01..2026-11-20',
        platforms: ['meta'],
        accounts: ['meta/123'],
        by: 'campaign',
        open: 'c1',
      },
    });
  });
  it('is the account by campaign, where nothing below is named', () => {
    const { search } = leadsTo({ ...about, level: 'account', entity_id: '123' });
    expect(search).toMatchObject({ by: 'campaign', open: undefined, accounts: ['meta/123'] });
  });
  it('is the last four weeks, where it tells of no day', () => {
    expect(leadsTo({ ...about, first_day: null, last_day: null }).search.range).toBe('28d');
  });
  it('is where something can be done, for a plan that waits and a sync that fails', () => {
    const plan = { to: '/decisions/approvals', search: { plan: 'pln_1' } };
    expect(leadsTo({ ...about, source: 'approval', entity_id: 'pln_1' })).toEqual(plan);
    expect(leadsTo({ ...about, source: 'rule', plan_id: 'pln_1' })).toEqual(plan);
    expect(leadsTo({ ...about, source: 'sync' })).toEqual({ to: '/settings/sources', search: {} });
  });
});
