/** Who changed something, in words. */
import { useNames } from '@/api/people';
import { platformName } from '@/lib/names';
import { t } from './words';

type By = { by: string; who: string; connector: string };

export function useWho(): (one: By) => string {
  const named = useNames();
  return ({ by, who, connector }) => {
    if (by === 'platform') return t('platformItself', { platform: platformName(connector) });
    if (who === 'found by a sync') return t('foundBySync');
    return who === 'engine' ? t('source_engine') : named(who);
  };
}
