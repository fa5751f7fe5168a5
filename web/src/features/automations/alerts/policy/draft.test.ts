import { describe, expect, it } from 'vitest';
import { listed, moved, muteDoc, muteOf, newRoute, put, routeAt, routeDoc, routeOf } from './draft';

const DOC = {
  match: { severity: 'medium' },
  channels: ['*'],
  routes: [
    {
      match: { severity: 'critical', platform: ['meta'], label: { market: 'DE' } },
      channels: ['chn_1'],
      escalate: [{ after: '15m', channels: ['chn_2'] }],
      continue: true,
    },
    { channels: ['chn_3'], digest: { at: '08:00', zone: 'UTC', days: ['mon'] }, routes: [{}] },
  ],
};

describe('a tree of routes', () => {
  const root = routeOf(DOC);

  it('is written as it was read', () => {
    expect(routeOf(routeDoc(root) as never)).toEqual(root);
    expect(root.routes[0]?.match.label).toEqual(['market=DE']);
    expect(routeDoc(root)).toMatchObject(DOC);
  });

  it('is changed at one place and nowhere else', () => {
    const other = put(root, [1, 0], newRoute('critical'));
    expect(routeAt(other, [1, 0])?.match.severity).toBe('critical');
    expect(other.routes[0]).toBe(root.routes[0]);
    expect(put(root, [1, 0], null).routes[1]?.routes).toEqual([]);
    expect(put(root, [2], newRoute()).routes).toHaveLength(3);
    expect(put(root, [], newRoute('low')).match.severity).toBe('low');
  });

  it('changes the order of branches, which is the order in which they are asked', () => {
    expect(moved(root, [1], -1).routes.map((one) => one.channels)).toEqual([['chn_3'], ['chn_1']]);
    expect(moved(root, [1], 1)).toBe(root);
    expect(moved(root, [], 1)).toBe(root);
  });
});

describe('a mute', () => {
  it('is written as it was read', () => {
    const mute = { name: 'nights', from: '22:00', to: '06:00', zone: 'UTC', days: [], until: null };
    expect(muteOf(muteDoc(muteOf(mute)))).toEqual(muteOf(mute));
    expect(muteDoc(muteOf(mute))).toMatchObject(mute);
  });
});

it('reads lists with commas', () => {
  expect(listed(' meta/* , google_ads/1,, ')).toEqual(['meta/*', 'google_ads/1']);
});
