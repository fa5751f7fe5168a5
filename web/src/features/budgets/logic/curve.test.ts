import { describe, expect, it } from 'vitest';
import { drawn } from './curve';

const POINTS = [
  { spend: '0.00', returns: '0.00', low: '0.00', high: '0.00' },
  { spend: '100.00', returns: '300.00', low: '250.00', high: '350.00' },
  { spend: '200.00', returns: '400.00', low: '300.00', high: '500.00' },
];

describe('a response curve', () => {
  it('has a spend where that is on its axis, and on the line', () => {
    const curve = drawn(POINTS, 200, 104);
    expect(curve?.at(100)).toEqual({ x: 100, y: 44, returns: 300 });
    expect(curve?.at(150)).toEqual({ x: 150, y: 34, returns: 350 });
    expect(curve?.line).toBe('M0.0 104.0L100.0 44.0L200.0 24.0');
  });
  it('keeps what lies beyond it at its edge', () => {
    const curve = drawn(POINTS, 200, 104);
    expect(curve?.at(900)).toEqual({ x: 200, y: 24, returns: 400 });
    expect(curve?.at(0)).toEqual({ x: 0, y: 104, returns: 0 });
  });
  it('is not drawn of no points, nor of no spend', () => {
    expect(drawn([], 200, 104)).toBeNull();
    expect(drawn(POINTS.slice(0, 1), 200, 104)).toBeNull();
  });
});
