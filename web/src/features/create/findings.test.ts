import { describe, expect, it } from 'vitest';
import { Problem } from '@/api/problem';
import { draftOf, EMPTY, without } from './draft';
import { at, shapesOf } from './findings';

describe('a refusal for the shape of what was sent', () => {
  it('is told at the field in which it was typed, once', () => {
    const told = new Problem({
      status: 422,
      code: 'request.invalid',
      facts: {
        problems: [
          { place: 'body.audience.countries.0', message: 'pattern' },
          { place: 'body.audience.countries.1', message: 'pattern' },
          { place: 'body.budget', message: 'decimal' },
        ],
      },
    });
    const found = shapesOf(told, (field) => (field === 'budget' ? 'An amount' : ''));
    expect(found?.map((one) => one.field)).toEqual(['audience.countries', 'budget']);
    expect(at(found ?? [], 'budget')).toBe('An amount');
    expect(at(found ?? [], 'audience.countries')).toBe('pattern');
    expect(at(found ?? [], 'name')).toBeUndefined();
  });
  it('is another thing than a refusal for any other reason', () => {
    expect(shapesOf(new Problem({ status: 503, code: 'db.away' }), () => '')).toBeNull();
  });
});

describe('several findings at a field', () => {
  it('are all said, with their hints', () => {
    const two = [
      { field: 'headlines', message: '3 headlines', hint: 'say it' },
      { field: 'headlines', message: '30 characters at most', hint: 'number 2 has 31' },
    ];
    expect(at(two, 'headlines')).toBe(
      '3 headlines: say it · 30 characters at most: number 2 has 31',
    );
  });
});

describe('a campaign as it is asked about', () => {
  it('says nothing of what is not written yet', () => {
    const asked = draftOf(EMPTY);
    expect([asked.name, asked.budget, asked.start_date, asked.platforms]).toEqual([
      '',
      null,
      null,
      [],
    ]);
    expect(asked.audience?.age_min).toBeNull();
  });
  it('can be asked about without what cannot be read', () => {
    const typed = { ...EMPTY, name: 'Sale', budget: 'much' };
    expect(draftOf(without(typed, ['budget']))).toEqual(draftOf({ ...EMPTY, name: 'Sale' }));
  });
  it('keeps what is wrong as it was typed, for the server to judge', () => {
    const asked = draftOf({
      ...EMPTY,
      budget: '12,5',
      'audience.age_min': 'old',
      'audience.countries': 'de, a',
    });
    expect([asked.budget, asked.audience?.age_min]).toEqual(['12.5', 'old']);
    expect(asked.audience?.countries).toEqual(['DE', 'A']);
  });
});
