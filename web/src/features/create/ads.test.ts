import { describe, expect, it } from 'vitest';
import { briefOf, NOTHING, written } from './ads';

describe('an ad as its platform is asked about it', () => {
  it('has a text in each line, and the settings by their level', () => {
    const ad = {
      ...NOTHING,
      final_url: ' https://shop.example ',
      headlines: 'One\n\n Two ',
      settings: { 'settings.ad.page_id': '77', 'settings.ad_group.target': '{"a": [1]}' },
    };
    expect(briefOf('cpl_1', ad)).toEqual({
      part_id: 'cpl_1',
      final_url: 'https://shop.example',
      headlines: ['One', 'Two'],
      descriptions: [],
      settings: { ad: { page_id: '77' }, ad_group: { target: { a: [1] } } },
    });
  });
  it('leaves out a setting that is not written, and sends what is half written as text', () => {
    const ad = { ...NOTHING, settings: { 'settings.ad.a': ' ', 'settings.ad.b': '{"half' } };
    expect(briefOf('cpl_1', ad).settings).toEqual({ ad: { b: '{"half' } });
  });
});

describe('a finding', () => {
  it('waits until somebody has begun with its field', () => {
    expect(written(NOTHING, 'headlines')).toBe(false);
    expect(written({ ...NOTHING, headlines: 'x' }, 'headlines')).toBe(true);
    expect(written(NOTHING, 'settings.ad.page_id')).toBe(false);
    expect(written(NOTHING, 'account')).toBe(true);
  });
});
