/** The page's colours, for what draws without style sheets. */
const NAMES = [
  'ink',
  'ink-2',
  'line',
  'grid',
  'ghost',
  'surface',
  'raised',
  'accent',
  'good',
  'bad',
  'act',
] as const;
export type Colours = Record<(typeof NAMES)[number], string> & { series: string[] };

const SERIES = 6;

export function colours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const named = Object.fromEntries(NAMES.map((name) => [name, of(name)]));
  const series = Array.from({ length: SERIES }, (_, at) => of(`chart-${at + 1}`));
  return { ...(named as Record<(typeof NAMES)[number], string>), series };
}
