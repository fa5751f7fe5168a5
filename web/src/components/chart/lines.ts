/** Lines over days: this period, a ghost of the one before, and a hatch where it may still change. */
import type { EChartsCoreOption } from 'echarts/core';
import { fullDay, shortDay } from '@/lib/dates';
import type { Colours } from './colours';

export type Line = {
  name: string;
  values: readonly (number | null)[];
  /** As people read it, by index. */
  said: (at: number) => string;
  isGhost?: boolean;
};
type Options = {
  days: readonly string[];
  lines: readonly Line[];
  axis: (value: number) => string;
  openFrom?: number | null;
  openLabel?: string;
};

export function linesOption(
  colours: Colours,
  { days, lines, axis, openFrom, openLabel }: Options,
): EChartsCoreOption {
  const text = {
    color: colours['ink-2'],
    fontFamily: 'Inter, system-ui, sans-serif',
    fontSize: 12,
  };
  return {
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    textStyle: text,
    aria: { enabled: false },
    tooltip: {
      trigger: 'axis',
      backgroundColor: colours.raised,
      borderColor: colours.line,
      textStyle: { ...text, color: colours.ink },
      // A node of text: what platforms and people call things is never read as markup.
      formatter: (points: { dataIndex: number }[]) => tip(days, lines, points[0]?.dataIndex ?? 0),
    },
    xAxis: {
      type: 'category',
      data: [...days],
      boundaryGap: false,
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: shortDay },
    },
    yAxis: {
      type: 'value',
      splitLine: { lineStyle: { color: colours.grid } },
      axisLabel: { ...text, formatter: axis },
    },
    series: lines.map((line, at) => ({
      type: 'line',
      name: line.name,
      data: line.values.map((value) => value ?? '-'),
      connectNulls: false,
      showSymbol: days.length === 1,
      symbolSize: 6,
      z: line.isGhost ? 1 : 3,
      lineStyle: line.isGhost
        ? { color: colours.ghost, width: 1.4, type: 'dashed' }
        : { color: colours.series[at % colours.series.length], width: 2 },
      itemStyle: {
        color: line.isGhost ? colours.ghost : colours.series[at % colours.series.length],
      },
      markArea: at === 0 ? hatch(colours, days, openFrom, openLabel) : undefined,
    })),
  };
}

function hatch(colours: Colours, days: readonly string[], from?: number | null, label?: string) {
  const first = from === null || from === undefined ? undefined : days[from];
  const last = days.at(-1);
  if (!first || !last) return undefined;
  return {
    silent: true,
    itemStyle: {
      color: colours.grid,
      opacity: 0.55,
      decal: {
        symbol: 'rect',
        dashArrayX: [1, 0],
        dashArrayY: [2, 5],
        rotation: -Math.PI / 4,
        color: colours.ghost,
      },
    },
    label: { color: colours['ink-2'], position: 'insideTop', fontSize: 12 },
    data: [[{ name: label ?? '', xAxis: first }, { xAxis: last }]],
  };
}

function tip(days: readonly string[], lines: readonly Line[], at: number): HTMLElement {
  const box = document.createElement('div');
  const head = box.appendChild(document.createElement('strong'));
  head.textContent = days[at] ? fullDay(days[at]) : '';
  for (const line of lines) {
    const row = box.appendChild(document.createElement('div'));
    row.textContent = `${line.name}: ${line.said(at)}`;
  }
  return box;
}
