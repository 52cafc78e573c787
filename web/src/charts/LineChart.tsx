// SPDX-License-Identifier: MIT
// Dense lines over time or over steps.
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Zone } from '@/format/time';
import { minute } from '@/format/time';
import { usePaintedTheme, useZone } from '@/settings/store';
import { type ColourName, colour, fontFamily, gridColour, textColour } from './colours';

export interface Line {
  name: string;
  values: (number | null)[];
  colour: ColourName;
  width?: number;
  /** Filled down to the axis. */
  hasArea?: boolean;
  isDashed?: boolean;
  /** Points alone, without a line between them. */
  isPoints?: boolean;
  /** Filled down to the line of this number, for a fan. */
  bandTo?: number;
  bandAlpha?: number;
}

interface LineChartProps {
  label: string;
  /** Seconds since 1970, or steps. */
  x: number[];
  isTime?: boolean;
  lines: Line[];
  show: (value: number) => string;
  /** What the readout says of x where it is no time. */
  showX?: (x: number) => string;
}

export default function LineChart(props: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLParagraphElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const theme = usePaintedTheme();
  const zone = useZone();
  const shape = props.lines.map(({ name }) => name).join('|');

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const made = new uPlot(optionsOf(latest, readout, zone), dataOf(latest.current), element);
    plot.current = made;
    const fit = () => made.setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [theme, zone, shape]);

  const { x, lines } = props;
  useEffect(() => plot.current?.setData(dataOf({ x, lines })), [x, lines]);

  return (
    <div role="img" aria-label={props.label} className="relative min-h-0 flex-1">
      <div ref={host} className="absolute inset-0" />
      <p
        ref={readout}
        className="pointer-events-none absolute top-0.5 left-20 text-2xs text-muted"
      />
    </div>
  );
}

function dataOf({ x, lines }: Pick<LineChartProps, 'x' | 'lines'>): uPlot.AlignedData {
  return [x, ...lines.map(({ values }) => values)];
}

interface Ref<T> {
  current: T;
}

function optionsOf(
  latest: Ref<LineChartProps>,
  readout: Ref<HTMLElement | null>,
  zone: Zone,
): uPlot.Options {
  const { lines, isTime = false } = latest.current;
  const font = `11px ${fontFamily()}`;
  const axis = {
    stroke: textColour(),
    font,
    ticks: { show: false },
    grid: { stroke: gridColour(), width: 0.5 },
  };
  return {
    width: 300,
    height: 200,
    legend: { show: false },
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    padding: [12, 20, 0, 0],
    scales: { x: { time: isTime }, y: { range: roomy } },
    ...(zone === 'utc' && { tzDate: (at: number) => uPlot.tzDate(new Date(at * 1000), 'Etc/UTC') }),
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        size: 28,
        ...(isTime && { values: timeTicks(zone) }),
      },
      {
        ...axis,
        size: widthOf,
        values: (_, ticks) => ticks.map((tick) => latest.current.show(tick)),
      },
    ],
    series: [{}, ...lines.map(seriesOf)],
    bands: lines.flatMap(bandsOf),
    hooks: { setCursor: [(plot) => tellCursor(plot, latest.current, readout.current, zone)] },
  };
}

/** Some room above and below; a line that has not moved yet is in the middle. */
function roomy(_: uPlot, low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const span = high - low;
  const room = span > 0 ? span * 0.08 : Math.abs(high) * 0.005 || 1;
  return [low - room, high + room];
}

const DIGIT_PX = 7;

function widthOf(_: uPlot, labels: string[] | null): number {
  const longest = Math.max(0, ...(labels ?? []).map((label) => label.length));
  return longest * DIGIT_PX + 16;
}

function seriesOf(line: Line): uPlot.Series {
  return {
    label: line.name,
    stroke: colour(line.colour),
    width: line.isPoints ? 0 : (line.width ?? 1.5),
    points: line.isPoints
      ? { show: true, size: 7, width: 1, fill: colour(line.colour) }
      : { show: false },
    spanGaps: true,
    ...(line.hasArea && { fill: colour(line.colour, 0.1) }),
    ...(line.isDashed && { dash: [4, 4] }),
  };
}

function bandsOf(line: Line, at: number): uPlot.Band[] {
  if (line.bandTo === undefined) return [];
  return [{ series: [at + 1, line.bandTo + 1], fill: colour(line.colour, line.bandAlpha ?? 0.15) }];
}

/** The clock, and the day where a new one begins. */
function timeTicks(zone: Zone): uPlot.Axis.Values {
  return (_, ticks) => {
    let day = '';
    return ticks.map((tick) => {
      const [date = '', time = ''] = minute(tick * 1000, zone).split(' ');
      const isNew = date !== day && (day !== '' || time === '00:00');
      day = date;
      return isNew ? date.slice(5) : time;
    });
  };
}

function tellCursor(
  plot: uPlot,
  props: LineChartProps,
  readout: HTMLElement | null,
  zone: Zone,
): void {
  if (!readout) return;
  const at = plot.cursor.idx;
  const x = typeof at === 'number' ? props.x[at] : undefined;
  if (typeof at !== 'number' || x === undefined) {
    readout.textContent = '';
    return;
  }
  const where = props.isTime ? minute(x * 1000, zone) : (props.showX?.(x) ?? String(x));
  const values = props.lines.map(({ name, values }) => {
    const value = values[at];
    return `${name} ${typeof value === 'number' ? props.show(value) : '–'}`;
  });
  readout.textContent = `${where} · ${values.join(' · ')}`;
}
