// SPDX-License-Identifier: MIT
import { useMemo } from 'react';
import type { SweepDetail } from '@/api/types';
import { shortNumber } from '@/pages/research/heat';
import { Scroll } from '@/ui/Scroll';
import { Empty } from '@/ui/states';
import { MOST_LINES, parallelOf } from './sweep';

const HEIGHT = 260;
const TOP = 28;
const BOTTOM = 236;
const EDGE = 48;
const STEP = 150;

/** A line a trial over all its parameters to its score: where the good ones run together. */
export function ParallelPlot({ sweep }: { sweep: SweepDetail }) {
  const { axes, lines } = useMemo(() => parallelOf(sweep), [sweep]);
  if (lines.length < 2) return <Empty title="There are too few trials with a score to draw." />;
  const width = (axes.length - 1) * STEP + 2 * EDGE;
  const x = (axis: number) => EDGE + axis * STEP;
  const y = (place: number) => BOTTOM - place * (BOTTOM - TOP);
  return (
    <Scroll label="Parallel coordinates" className="p-3">
      <svg
        role="img"
        aria-label={`${lines.length} trials over ${axes.map(({ name }) => name).join(', ')}`}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        width={width}
        height={HEIGHT}
        className="mx-auto block max-w-none"
      >
        {lines.map(({ trial, places, isBest }) => (
          <polyline
            key={trial}
            points={places.map((place, axis) => `${x(axis)},${y(place)}`).join(' ')}
            fill="none"
            className={isBest ? 'stroke-blue' : 'stroke-muted'}
            strokeWidth={isBest ? 1.5 : 0.75}
            strokeOpacity={isBest ? 0.85 : 0.22}
          />
        ))}
        {axes.map(({ name, low, high }, axis) => (
          <g key={name} className="fill-muted text-2xs" textAnchor="middle">
            <line x1={x(axis)} x2={x(axis)} y1={TOP} y2={BOTTOM} className="stroke-control" />
            <text x={x(axis)} y={10} className="fill-strong">
              {name}
            </text>
            <text x={x(axis)} y={23}>
              {shortNumber(high)}
            </text>
            <text x={x(axis)} y={BOTTOM + 14}>
              {shortNumber(low)}
            </text>
          </g>
        ))}
      </svg>
      <p className="pt-1 text-center text-2xs text-muted">
        Blue: the best tenth{lines.length === MOST_LINES && ` of the ${MOST_LINES} best`}.
      </p>
    </Scroll>
  );
}
