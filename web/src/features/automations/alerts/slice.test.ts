import { describe, expect, it } from 'vitest';
import { placeOf, searchOf, sliceOf } from './slice';

const about = {
  platform: 'meta',
  account: 'meta/123',
  level: 'campaign',
  entity_id: 'c1',
  first_day: '2026-11-15',
  last_day: '2026-11-20',
  metric: 'spend',
};

describe('where an alert leads', () => {
  it('is the entity, with two weeks before what it tells of', () => {
    expect(sliceOf(about)).toMatchObject({
      range: '2026-11-01..2026-11-20',
      platforms: ['meta'],
      accounts: ['meta/123'],
      drill: ['campaign_id:c1'],
    });
  });
  it('is the account by campaign, where no campaign is named', () => {
    expect(sliceOf({ ...about, level: 'account', entity_id: '' })).toMatchObject({
      by: 'campaign',
      drill: [],
    });
  });
  it('is the last four weeks, where it tells of no day', () => {
    expect(sliceOf({ ...about, first_day: null, last_day: null }).range).toBe('28d');
  });
  it('is where something can be done, for a plan that waits and a sync that fails', () => {
    const plan = { ...about, source: 'approval', entity_id: 'pln_1' } as const;
    expect([placeOf(plan), searchOf(plan).plan]).toEqual(['/decisions/approvals', 'pln_1']);
    expect(placeOf({ source: 'sync' })).toBe('/settings/sources');
    expect(placeOf({ source: 'incident' })).toBe('/explore');
    expect(searchOf({ ...about, source: 'incident' })).toEqual(sliceOf(about));
  });
});
