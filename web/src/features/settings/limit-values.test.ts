import { describe, expect, it } from 'vitest';
import { changed, moved, read, shown } from './limit-values';

describe('a limit', () => {
  it('is typed in per cent and sent as an exact part of one', () => {
    expect(changed({ max_raise: '12.5', max_cut: '50 %', raises_per_day: '1' })).toEqual({
      max_raise: '0.125',
      max_cut: '0.5',
      raises_per_day: 1,
    });
  });
  it('keeps amounts as they were typed, to the last digit', () => {
    expect(changed({ ceiling: '33.51', currency: 'eur', floor: '' })).toEqual({
      ceiling: '33.51',
      currency: 'EUR',
    });
  });
  it('is shown in per cent', () => expect(read('max_raise', '0.20')).toBe('20'));
  it('that is not set is not drawn as zero', () => expect(shown('ceiling', null, null)).toBe(''));
});

describe('a moved point', () => {
  it.each([
    ['0.1', 2, '10'],
    ['12.5', -2, '0.125'],
    ['5', -2, '0.05'],
    ['0', 2, '0'],
    ['1.005', 2, '100.5'],
  ])('%s by %i is %s', (text, places, expected) => {
    expect(moved(text, places)).toBe(expected);
  });
});
