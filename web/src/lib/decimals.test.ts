import { describe, expect, it } from 'vitest';
import { compare, isAmount, minus, over, rounded, sum, times } from './decimals';

describe('exact decimals', () => {
  it('add up where binary fractions do not', () => {
    expect(sum(['0.10', '0.2'])).toBe('0.30');
    expect(sum(['9007199254740993.01', '0.02'])).toBe('9007199254740993.03');
    expect(sum(['-0.5', '900719925474099.3', '900719925474099.3', '7', '1.'])).toBe(
      '1801439850948206.1',
    );
    expect(minus('0.3', '0.10')).toBe('0.20');
    expect(minus('1', '3.5')).toBe('-2.5');
    expect(times('12.5', '7')).toBe('87.5');
  });
  it('are unknown if a part of them is', () => {
    expect(sum(['1', null])).toBeNull();
    expect(minus(undefined, '1')).toBeNull();
    expect(over('1', '0')).toBeNull();
    expect(compare('1', 'x')).toBeNull();
    expect(sum([])).toBe('0');
  });
  it('divide to the places that are asked for, half up', () => {
    expect(over('1', '3')).toBe('0.3333');
    expect(over('2', '3')).toBe('0.6667');
    expect(over('-2', '3', 2)).toBe('-0.67');
    expect(over('118310.30', '80000.00')).toBe('1.4789');
  });
  it('round to what a currency has', () => {
    expect(rounded('12.345', 2)).toBe('12.35');
    expect(rounded('-12.345', 2)).toBe('-12.35');
    expect(rounded('12', 2)).toBe('12.00');
    expect(rounded('12.5', 0)).toBe('13');
  });
  it('compare whatever their places', () => {
    expect(compare('20', '20.00')).toBe(0);
    expect(compare('-1', '0')).toBe(-1);
    expect(compare('10.1', '9.99')).toBe(1);
  });
  it('are amounts only as the API takes them', () => {
    expect(['5000.00', '1', '0.000001'].every(isAmount)).toBe(true);
    expect(['1e3', '-1', '', '.5', '1.', '1,5', '1.0000001'].some(isAmount)).toBe(false);
  });
});
