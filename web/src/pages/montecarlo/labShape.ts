// SPDX-License-Identifier: MIT
// The figures of the lab in the shape that charts and tables want.
import type { LabEstimate, LabForecast, LabHistogram, LabParameter } from '@/api/types';
import type { Line } from '@/charts/LineChart';
import { fixed, percent, signedPercent } from '@/format/number';
import { fanLines } from '@/pages/decisions/fanLines';

/** The fan, and dashed the prices whose touching is counted. */
export function labFan({ series, outcome }: LabForecast): { x: number[]; lines: Line[] } {
  if (!outcome) return { x: [], lines: [] };
  const { x, lines } = fanLines(outcome.fan);
  const touched = outcome.touches.map(
    ({ name, move }): Line => ({
      name,
      values: x.map(() => (series.last_price ?? 0) * (1 + move)),
      colour: name === 'target' ? 'green' : 'red',
      width: 1,
      isDashed: true,
    }),
  );
  return { x, lines: [...lines, ...touched] };
}

export interface Bin {
  /** What the bin is, for people. */
  label: string;
  count: number;
  isLoss: boolean;
}

/** The bins between, and one before and behind them for what lies beyond. */
export function binsOf({ from, width, bins, below, above }: LabHistogram): Bin[] {
  const edge = (at: number) => signedPercent(from + at * width, 2);
  const middle = bins.map((count, at) => ({
    label: `${edge(at)} to ${edge(at + 1)}`,
    count,
    isLoss: from + (at + 0.5) * width < 0,
  }));
  return [
    { label: `below ${edge(0)}`, count: below, isLoss: from < 0 },
    ...middle,
    { label: `above ${edge(bins.length)}`, count: above, isLoss: from + bins.length * width < 0 },
  ];
}

/** "+1.20% ± 0.03%" */
export function estimateText({ value, error }: LabEstimate, isSigned = false): string {
  return `${isSigned ? signedPercent(value) : percent(value)} ± ${percent(error)}`;
}

export interface ParameterGroup {
  level: number;
  parameters: LabParameter[];
}

export function byLevel(parameters: LabParameter[]): ParameterGroup[] {
  const groups = new Map<number, LabParameter[]>();
  for (const parameter of parameters) {
    groups.set(parameter.level, [...(groups.get(parameter.level) ?? []), parameter]);
  }
  return [...groups].map(([level, list]) => ({ level, parameters: list }));
}

/** Four significant digits, whatever the size: 0.000012 is "1.200e-5". */
export function parameterText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size < 1e-4 || size >= 1e6) return value.toExponential(3).replace('-', '−');
  return fixed(value, Math.max(0, 3 - Math.floor(Math.log10(size))));
}
