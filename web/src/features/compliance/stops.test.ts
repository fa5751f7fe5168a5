import { describe, expect, it } from 'vitest';
import type { Stop } from './api/list-freezes';
import { label, standing } from './stops';

function stop(account: string): Stop {
  return {
    id: `frz_${account}`,
    account,
    entity: '',
    reason: '',
    open: true,
    begun_at: '2026-11-21T10:00:00Z',
    begun_by: 'person:per_1',
    until: null,
    clean_syncs: 0,
    ended_at: null,
    ended_by: '',
    end_reason: '',
  };
}

describe('the stop switch', () => {
  it('says that all stands still if the workspace is frozen, whatever else is', () => {
    expect(standing([stop('meta/1'), stop('')], [])).toBe('all');
    expect(label([stop('meta/1'), stop('')], [])).toBe('Frozen');
  });
  it('counts accounts', () => {
    expect(label([stop('meta/1'), stop('meta/2')], [])).toBe('2 accounts frozen');
    expect(label([stop('meta/1')], [stop('meta/2')])).toBe('1 account frozen');
  });
  it('tells of a breaker that nobody froze', () => {
    expect(standing([], [stop('meta/1')])).toBe('some');
    expect(label([], [stop('meta/1')])).toBe('Raises stopped');
  });
  it('is quiet while nothing is stopped', () => {
    expect(standing([], [])).toBe('running');
    expect(label([], [])).toBe('Freeze');
  });
});
