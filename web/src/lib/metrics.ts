/** What metrics are called, and which way is good. The catalogue says the rest. */
import { messages } from './messages';
import type { Unit } from './numbers';

const named: Record<string, string> = {
  spend: 'Spend',
  impressions: 'Impressions',
  clicks: 'Clicks',
  conversions: 'Conversions',
  conversion_value: 'Conversion value',
  ctr: 'CTR',
  cpc: 'CPC',
  cpm: 'CPM',
  cpa: 'CPA',
  cpl: 'CPL',
  cpi: 'CPI',
  cpv: 'CPV',
  cpe: 'CPE',
  cplc: 'Cost per link click',
  cvr: 'Conversion rate',
  roas: 'ROAS',
  roi: 'ROI',
  aov: 'Average value',
  acos: 'ACOS',
};
const t = messages('metric', named) as (key: string) => string;
const LOWER = new Set(['cpc', 'cpm', 'cpa', 'cpl', 'cpi', 'cpv', 'cpe', 'cplc', 'acos']);
const HIGHER =
  /conversion|value|roas|^roi$|ctr|cvr|purchases|leads|installs|revenue|profit|contribution|rate$/;
const PLAIN_RATIO = /roas$/;

export function metricName(name: string): string {
  if (named[name]) return t(name);
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Say which way is good; '' where it depends. */
export function better(name: string): 'up' | 'down' | '' {
  if (LOWER.has(name) || /^(own_cp|cost_per)/.test(name)) return 'down';
  return HIGHER.test(name) ? 'up' : '';
}

/** Return how a metric is written: most ratios are shares, a return is a multiple. */
export function shownAs(name: string, unit: string | undefined): Unit {
  if (unit !== 'ratio') return unit ?? 'number';
  return PLAIN_RATIO.test(name) ? 'ratio' : 'percent';
}

/** Say whether a metric waits for conversions, which platforms report late. */
export function isLate(name: string): boolean {
  return /conver|roas|roi|^cp[ail]$|cvr|aov|acos|purchase|lead|install|value|profit|contribution/.test(
    name,
  );
}
