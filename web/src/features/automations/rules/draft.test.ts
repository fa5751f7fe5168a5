import { describe, expect, it } from 'vitest';
import { documentOf, draftOf, emptyDraft, parsed, written } from './draft';

const DOCUMENT = {
  name: 'Cut what became dear',
  about: 'It costs a third more than it did.',
  scope: { level: 'campaign', platform: ['meta', 'tiktok'], not_name: ['*brand*'], status: 'any' },
  if: {
    any: [
      { all: ['cpa(7d) > 1.3 × cpa(28d)', 'spend(7d) > 100'] },
      { all: ['score < 0.3', 'not incident(any)'] },
    ],
  },
  // biome-ignore lint/suspicious/noThenProperty: the language's own word
  then: [{ cut_budget: { by: '20%', at_least: '20.00' } }],
  else: ['enable', { alert: { severity: 'low', text: 'Nothing to do.' } }],
  when: { at: '09:00', time_zone: 'Europe/Berlin', days: ['mon', 'fri'] },
  cool_down: '3d',
  caps: { per_run: 10, per_day: 20 },
  protect: { learning: true, launch_days: 14, mature: '90%', entities: ['meta/1/2'] },
};

describe('a condition', () => {
  it.each([
    'cpa(7d) > 1.3 × cpa(28d)',
    'spend(prev 7d) <= 100 EUR',
    'score < 0.3',
    'trend(roas, 28d) < -20%',
    'not incident(tracking_break)',
    'cpa(7d) > 3 or spend(7d) > 5',
  ])('%s is read and written without loss', (text) => {
    expect(written(parsed(text))).toBe(text);
  });

  it('is shown as fields where the form has them, and as text elsewhere', () => {
    expect(parsed('cpa(7d) > 3')).toMatchObject({ kind: 'figure', metric: 'cpa', window: '7d' });
    expect(parsed('trend(roas, 28d) < 0').kind).toBe('text');
    expect(parsed('cpa(7d) > 3 or spend(7d) > 5').kind).toBe('text');
  });
});

describe('a rule', () => {
  it('goes into the form and back without loss', () => {
    const draft = draftOf(DOCUMENT, 'UTC');
    expect(draft && documentOf(draft)).toEqual(DOCUMENT);
  });

  it('that says more than the form can show stays in YAML', () => {
    const deep = { any: [{ all: [{ not: 'score > 0.5' }, 'spend(7d) > 0'] }] };
    expect(draftOf({ ...DOCUMENT, if: deep }, 'UTC')).toBeNull();
  });

  it('that is new has its protections filled in', () => {
    const { protect, caps, cool_down } = documentOf(emptyDraft('UTC', 'New', 'Look'));
    expect({ protect, caps, cool_down }).toEqual({
      protect: { learning: true, launch_days: 14 },
      caps: { per_run: 10, per_day: 20 },
      cool_down: '3d',
    });
  });
});
