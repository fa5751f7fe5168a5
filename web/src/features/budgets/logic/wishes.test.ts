import { describe, expect, it } from 'vitest';
import { boundsOf, isWhole } from './wishes';

describe('limits of a plan', () => {
  it('are asked with once they are amounts', () => {
    expect(boundsOf({ a: { least: '10', most: '1' }, b: { most: '1.' }, c: {} })).toEqual([
      { purse: 'a', least: '10', most: '1' },
    ]);
  });
  it('wait while one of them is half written', () => {
    expect(isWhole('', {})).toBe(true);
    expect(isWhole('100.50', { a: { least: '5' } })).toBe(true);
    expect(isWhole('1e3', {})).toBe(false);
    expect(isWhole('', { a: { most: '-1' } })).toBe(false);
  });
});
