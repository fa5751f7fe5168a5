/** A key figure: what it is, how much, against what, how it went, and whether to trust it. */
import { IconInfoCircle } from '@tabler/icons-react';
import type { Provenance } from '@/api/query';
import { type Decimal, figure, type Unit } from '@/lib/numbers';
import { UnstyledButton } from '@/ui/buttons';
import { Tooltip } from '@/ui/overlays';
import { VisuallyHidden } from '@/ui/text';
import { Delta } from './delta';
import classes from './figures.module.css';
import { ReconDot } from './recon-dot';
import { type Points, Sparkline } from './sparkline';
import { t } from './words';

type Props = {
  label: string;
  formula: string;
  unit: Unit;
  currency: string;
  value: Decimal;
  previous: Decimal;
  change: Decimal;
  better: 'up' | 'down' | '';
  points: Points;
  ghost: Points;
  openFrom: number | null;
  reconciliation: Provenance['reconciliation'] | undefined;
  isChosen: boolean;
  onChoose: () => void;
};

export function KpiTile(props: Props) {
  const { label, unit, currency, value, previous } = props;
  const shown = figure(value, unit, currency, unit === 'count' || unit === 'number');
  const before = previous === undefined ? null : figure(previous, unit, currency);
  return (
    <div className={classes.tile} data-chosen={props.isChosen || undefined}>
      <div className={classes.tileHead}>
        <UnstyledButton
          className={classes.tileName}
          aria-pressed={props.isChosen}
          onClick={props.onChoose}
        >
          {label}
        </UnstyledButton>
        <Tooltip label={props.formula} events={{ hover: true, focus: true, touch: true }}>
          <button type="button" className={classes.why}>
            <IconInfoCircle size={14} aria-hidden />
            <VisuallyHidden>
              {label}: {props.formula}
            </VisuallyHidden>
          </button>
        </Tooltip>
        <span className={classes.spring} />
        <ReconDot of={props.reconciliation} />
      </div>
      <div className={classes.value} title={figure(value, unit, currency)}>
        {shown}
      </div>
      <div className={classes.beside}>
        {previous === undefined ? null : (
          <>
            <Delta value={props.change} better={props.better} />
            <span className={classes.quiet}>{t('previous', { value: before ?? '' })}</span>
          </>
        )}
      </div>
      <Sparkline
        points={props.points}
        ghost={props.ghost}
        openFrom={props.openFrom}
        label={t('trendOf', { name: label })}
      />
    </div>
  );
}
