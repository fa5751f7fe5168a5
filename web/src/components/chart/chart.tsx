/** A chart: drawn by the engine, told in words beside it. The engine comes when it is first needed. */
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { Skeleton } from '@/ui/feedback';
import { useComputedColorScheme } from '@/ui/hooks';
import classes from './chart.module.css';
import { type Colours, colours } from './colours';

type Props = {
  /** What to draw, in these colours. Keep it stable: it is drawn anew when it changes. */
  draw: (colours: Colours) => EChartsCoreOption;
  /** The same in a sentence. */
  label: string;
  height?: number;
};

const LATER_MS = 500;

export function Chart({ draw, label, height = 260 }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const scheme = useComputedColorScheme('light');
  const [isReady, setReady] = useState(false);

  useEffect(() => {
    let gone = false;
    let watching: ResizeObserver | undefined;
    void import('./engine').then(({ init }) => {
      if (gone || !place.current) return;
      chart.current = init(place.current, null, { renderer: 'svg' });
      watching = new ResizeObserver(() => chart.current?.resize());
      watching.observe(place.current);
      setReady(true);
    });
    return () => {
      gone = true;
      watching?.disconnect();
      // Later: to take it apart would keep the next page waiting.
      const old = chart.current;
      setTimeout(() => old?.dispose(), LATER_MS);
      chart.current = null;
    };
  }, []);

  // The scheme is named for its colours, which are read from the page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew in other colours
  useEffect(() => {
    if (!isReady) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    chart.current?.setOption(
      { animation: !still, animationDuration: 200, ...draw(colours()) },
      true,
    );
  }, [draw, isReady, scheme]);

  return (
    <div className={classes.chart} style={{ height }}>
      {isReady ? null : <Skeleton height={height - 24} />}
      <div ref={place} className={classes.place} style={{ height }} role="img" aria-label={label} />
    </div>
  );
}
