/** Whether a figure equals what the platforms say themselves. */
import type { Provenance } from '@/api/query';
import { Tooltip } from '@/ui/overlays';
import { VisuallyHidden } from '@/ui/text';
import classes from './figures.module.css';
import { t } from './words';

export function ReconDot({ of }: { of: Provenance['reconciliation'] | undefined }) {
  const state = of?.state ?? '';
  const said = words(state, of?.checks ?? 0);
  return (
    <Tooltip label={said}>
      <span className={classes.recon} data-state={state || 'unknown'}>
        <VisuallyHidden>{said}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}

function words(state: string, checks: number): string {
  if (state === 'ok') return t('reconOk', { checks });
  if (state === 'rounding') return t('reconRounding');
  return state === 'unexplained' ? t('reconOff') : t('reconUnknown');
}
