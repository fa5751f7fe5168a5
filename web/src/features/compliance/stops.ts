/** What is stopped, in a word or two for the top bar. */
import type { Stop } from './api/list-freezes';
import { t } from './words';

export type Standing = 'running' | 'some' | 'all';

export function standing(freezes: readonly Stop[], breakers: readonly Stop[]): Standing {
  if (freezes.some((one) => !one.account)) return 'all';
  return freezes.length || breakers.length ? 'some' : 'running';
}

export function label(freezes: readonly Stop[], breakers: readonly Stop[]): string {
  const now = standing(freezes, breakers);
  if (now === 'all') return t('frozen');
  if (freezes.length) return t('frozenSome', { count: freezes.length });
  return breakers.length ? t('stopped') : t('freeze');
}
