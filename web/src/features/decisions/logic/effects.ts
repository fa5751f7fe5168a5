/** Expected effects in words, and where to put them on a line. */
import { rounded, times } from '@/lib/decimals';
import { locale } from '@/lib/locale';
import { platformName } from '@/lib/names';
import { money, place, sign, UNKNOWN } from '@/lib/numbers';
import type { Effect, Recommendation } from '../api/list-recommendations';
import type { TrackRecord } from '../api/track-record';
import { t } from '../words';

/** Return a change with its sign: money of the currency, else a count. */
export function signed(value: string | null | undefined, currency: string): string {
  if (value === null || value === undefined) return UNKNOWN;
  const shown = currency
    ? money(value.replace(/^-/, ''), currency)
    : new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(
        value.replace(/^-/, '') as Intl.StringNumericLiteral,
      );
  return `${{ '-1': '−', 0: '±', 1: '+' }[sign(value)]}${shown}`;
}

/** Return the interval in words; '' where none is told. */
export function interval(effect: Pick<Effect, 'low' | 'high' | 'currency'>): string {
  if (effect.low === null || effect.high === null) return '';
  const [low, high] = [signed(effect.low, effect.currency), signed(effect.high, effect.currency)];
  return t('interval', { low, high });
}

/** Return what is counted, and by whom: figures of platforms compare only within one. */
export function basisOf(effect: Effect, platform: string): string {
  const metric = metricName(effect.metric);
  if (effect.basis === 'own') return t('basis_own', { metric });
  return t('basis_platform', { metric, platform: platformName(platform) });
}

function metricName(metric: string): string {
  if (metric === 'conversions' || metric === 'spend' || metric === 'conversion_value') {
    return t(metric);
  }
  return metric.replaceAll('_', ' ');
}

/** Return what it costs if it is wrong, in words. */
export function lossOf(one: Recommendation): string {
  if (one.cost_if_wrong === null) return t('unknownLoss');
  if (sign(one.cost_if_wrong) <= 0) return t('nothingLost');
  const days = one.effect?.days ?? 7;
  return t('lost', { amount: money(one.cost_if_wrong, one.currency), count: days });
}

export type Ink = { low: number; high: number; at: number; zero: number };

/** Return where an interval lies on a line from 0 to 1 that has nothing at all on it. */
export function inkOf(effect: Effect): Ink | null {
  const [low, at, high] = [effect.low, effect.expected, effect.high].map((one) => place(one));
  if (typeof low !== 'number' || typeof at !== 'number' || typeof high !== 'number') return null;
  const first = Math.min(low, 0);
  const last = Math.max(high, 0);
  const length = last - first || 1;
  const on = (value: number) => (value - first) / length;
  return { low: on(low), high: on(high), at: on(at), zero: on(0) };
}

/** Return the claim without what is shown as figures beside it. */
export function headline(claim: string): string {
  return claim.split(/: expect |; it promises nothing/)[0]?.trim() || claim;
}

export type Shelf = 'weighed' | 'unweighed' | 'byHand';

/** Sort advice: what promises an effect first, the surest of them on top. */
export function shelves(all: readonly Recommendation[]): Map<Shelf, Recommendation[]> {
  const found = new Map<Shelf, Recommendation[]>();
  for (const one of all) {
    const shelf = !one.changes.length ? 'byHand' : one.effect ? 'weighed' : 'unweighed';
    found.set(shelf, [...(found.get(shelf) ?? []), one]);
  }
  found.get('weighed')?.sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
  const order: Shelf[] = ['weighed', 'unweighed', 'byHand'];
  return new Map(
    order.flatMap((shelf) => {
      const those = found.get(shelf);
      return those ? [[shelf, those] as const] : [];
    }),
  );
}

/** Return the record of who recommends this kind of change; undefined if nobody has judged any. */
export function recordOf(
  one: Pick<Recommendation, 'source' | 'changes'>,
  records: readonly TrackRecord[],
): TrackRecord | undefined {
  const field = one.changes[0]?.field;
  return records.find((each) => each.recommender === one.source && each.field === field);
}

/** Return the record in one line. */
export function recordLine(record: TrackRecord | undefined): string {
  if (!record?.judged) return t('noRecord');
  const { judged, better, worse, covered } = record;
  const line = t('recordLine', { judged, better, worse });
  if (covered === null) return line;
  return `${line} · ${t('recordHeld', { share: share(String(covered)) })}`;
}

/** Write a chance: nothing that is learned is ever certain. */
export function chance(value: number | null): string {
  if (value === null) return t('unknown');
  if (value > 0.99) return t('surer', { share: share('0.99') });
  return share(String(value));
}

/** Write a chance or a share without places. */
export function share(value: string | null): string {
  const whole = rounded(times(value, '100'), 0);
  return whole === null ? UNKNOWN : `${whole} %`;
}
