import { renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { useSlots } from './slots';

function drawn(first: string, isHeld = false) {
  const { result, rerender } = renderHook(({ keys }) => useSlots([...keys], () => isHeld), {
    initialProps: { keys: first },
  });
  return (keys: string) => {
    rerender({ keys });
    return result.current;
  };
}

describe('the elements of rows in sight', () => {
  it('stay with their rows while most of these stay', () => {
    const then = drawn('abcd');
    expect(then('cdef').slice(0, 2)).toEqual([3, 4]);
    expect(then('fedc').slice(2)).toEqual([4, 3]);
  });
  it('are written over in their order once most rows are new', () => {
    const then = drawn('abcd');
    expect(then('defg')).toEqual([1, 2, 3, 4]);
    expect(then('xyzuv').slice(0, 4)).toEqual([1, 2, 3, 4]);
  });
  it('are never two rows’ at once', () => {
    const then = drawn('abcd');
    for (const keys of ['defghi', 'hij', 'abcdefgh', 'hgfedcba', 'z', 'yz']) {
      const slots = then(keys);
      expect(new Set(slots).size).toBe(keys.length);
    }
  });
  it('stay or go with their rows where the focus is', () => {
    const then = drawn('abcd', true);
    const slots = then('defg');
    expect(slots[0]).toBe(4);
    expect(slots.slice(1).every((one) => one > 4)).toBe(true);
  });
});
