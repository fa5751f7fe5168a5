import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useSight } from './sight';

const NEAR = [7, 10, 20, 23];

function scrolled() {
  const { result, rerender } = renderHook(
    ({ first, isScrolling }) =>
      useSight({ startIndex: first, endIndex: first + 10 }, 3, isScrolling),
    { initialProps: { first: 0, isScrolling: false } },
  );
  return (first: number, isScrolling: boolean) => {
    rerender({ first, isScrolling });
    return NEAR.filter(result.current);
  };
}

describe('the rows near by', () => {
  it('are drawn too while one scrolls slowly', () => {
    const drawn = scrolled();
    drawn(8, true);
    expect(drawn(10, true)).toEqual(NEAR);
  });
  it('are left out while one leaps, and drawn when one stops', () => {
    const drawn = scrolled();
    expect(drawn(10, true)).toEqual([10, 20]);
    expect(drawn(10, false)).toEqual(NEAR);
  });
  it('are drawn where another place is come to without scrolling', () => {
    expect(scrolled()(10, false)).toEqual(NEAR);
  });
});
