import { describe, expect, it } from 'vitest';
import { messages, translate } from './messages';

const t = messages('test', {
  hello: 'Hello {name}',
  rows: { one: '{count} row', other: '{count} rows' },
});

describe('messages', () => {
  it('hold values, and are chosen by a count', () => {
    expect(t('hello', { name: 'Ada' })).toBe('Hello Ada');
    expect([t('rows', { count: 1 }), t('rows', { count: 2 })]).toEqual(['1 row', '2 rows']);
  });
  it('show a value that looks like markup as it is', () => {
    expect(t('hello', { name: '<img onerror=x> {name}' })).toBe('Hello <img onerror=x> {name}');
  });
  it('can be said in another language', () => {
    translate({ 'test.hello': 'Hallo {name}' });
    expect(t('hello', { name: 'Ada' })).toBe('Hallo Ada');
  });
});
