import { describe, expect, it } from 'vitest';
import { change, count, figure, money, place, sign, UNKNOWN } from './numbers';

describe('money', () => {
  it('is written exactly, whatever a binary fraction would make of it', () => {
    expect(money('90071992547409930.01', 'EUR')).toMatch(/90,071,992,547,409,930\.01/);
  });
  it('has the places of its currency', () => {
    expect(money('1234.5', 'JPY')).toMatch(/1,235/);
    expect(money('1.2345', 'KWD')).toMatch(/1\.235/);
  });
  it('is written without a sign where nobody knows the currency', () => {
    expect(money('5', '')).toBe('5.00');
  });
});

describe('what was not collected', () => {
  it.each(['money', 'count', 'ratio', 'percent'])('is no zero as %s', (unit) => {
    expect(figure(null, unit, 'EUR')).toBe(UNKNOWN);
    expect(figure(undefined, unit, 'EUR')).toBe(UNKNOWN);
  });
  it('has no place on a chart', () => {
    expect(place(null)).toBeNull();
    expect(place('0')).toBe(0);
  });
});

describe('a change', () => {
  it('always says its sign', () => {
    expect(change('0.1')).toBe('+10%');
    expect(change('-0.064')).toBe('-6.4%');
    expect(change('0')).toBe('0%');
  });
  it('is told by its text, however small', () => {
    expect(sign('-0.0000000000000000000000001')).toBe(-1);
    expect(sign('0.000')).toBe(0);
    expect(sign('3e-7')).toBe(1);
  });
});

describe('count', () => {
  it('is short on tiles', () => {
    expect(count('37139887', true)).toBe('37.1M');
  });
});
