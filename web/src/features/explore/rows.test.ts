import { describe, expect, it } from 'vitest';
import { below, levelOf, nameOf, steps, whereOf } from './levels';
import { heldOf, plain, tabbed } from './rows';

describe('what is copied', () => {
  it('holds no formula, however somebody named a campaign', () => {
    expect(plain('=cmd()')).toBe("'=cmd()");
    expect(plain('@SUM(A1)')).toBe("'@SUM(A1)");
    expect(plain('-12.50')).toBe('-12.50');
  });
  it('keeps exact figures and leaves out what is not known', () => {
    expect(
      tabbed(
        ['campaign', 'spend'],
        [
          { campaign: 'a\tb', spend: '1.000000001' },
          { campaign: 'c', spend: null },
        ],
      ),
    ).toBe('campaign\tspend\na b\t1.000000001\nc\t');
  });
});

describe('the way down', () => {
  it('becomes a filter that no name breaks out of', () => {
    const way = steps(['platform:x', 'campaign_id:a"b\\c', 'nothing:1']);
    expect(whereOf(way)).toBe('platform = "x" and campaign_id = "a\\"b\\\\c"');
  });
  it('goes from platform to ad', () => {
    expect(below('platform')).toBe('account');
    expect(below('ad')).toBeNull();
    expect(below('country')).toBeNull();
  });
  it('calls a row by its name, or by its id where it has none', () => {
    expect(nameOf(levelOf('campaign'), { campaign: null, campaign_id: '7' })).toBe('7');
  });
});

describe('the total', () => {
  const rows = [{ spend: '0.1' }, { spend: '0.2' }, { spend: null }];
  it('is of the rows if they add up to it, exactly', () => {
    expect(heldOf(rows, { spend: '0.3' }, 'spend')).toBeNull();
  });
  it('is said to be more where a level was collected for fewer days', () => {
    expect(heldOf(rows, { spend: '3' }, 'spend')).toEqual({ held: '0.3', whole: '3' });
  });
});
