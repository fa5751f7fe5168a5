import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { choice, list, parseSearch, searchOf, stringifySearch, text, whole } from './search';

const page = searchOf({ by: list, sort: text, view: choice(['table', 'chart']), at: whole });

describe('an address', () => {
  it('can be read by people', () => {
    const search = { range: '2026-10-01..2026-10-31', by: ['platform', 'week'], sort: '-spend' };
    expect(stringifySearch(search)).toBe(
      '?range=2026-10-01..2026-10-31&by=platform,week&sort=-spend',
    );
  });
  it('says the same when it is read again', () => {
    const search = { by: ['a b', 'ü&='], sort: '-x', view: 'chart', at: 3 } as const;
    expect(v.parse(page, parseSearch(stringifySearch(search)))).toEqual(search);
  });
  it('leaves out what is not set', () => {
    expect(stringifySearch({ by: [], sort: undefined, view: '' })).toBe('');
  });
  it('is as if unset where it is wrong', () => {
    expect(v.parse(page, { view: 'pie', at: '-3' })).toEqual({});
  });
});
