// SPDX-License-Identifier: MIT
import type { SeriesGaps } from '@/api/types';
import { type Fullness, fullnessOf, stretchesOf, summaryOf } from './strip';

const FILLS: Record<Fullness, string> = {
  whole: 'fill-green',
  most: 'fill-yellow',
  part: 'fill-yellow',
  none: 'fill-red',
};
const HEIGHT = 16;
const LINE = 2;

/** Time from left to right; as high as the share of bars that are there, a line where none is. */
export function GapStrip({ gaps, className = '' }: { gaps: SeriesGaps; className?: string }) {
  const parts = Math.max(1, gaps.coverage.length);
  return (
    <svg
      role="img"
      aria-label={`${gaps.pair} ${gaps.timeframe}: ${summaryOf(gaps)}`}
      viewBox={`0 0 ${parts} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`block h-4 w-full rounded-sm bg-raised ${className}`}
    >
      {stretchesOf(gaps.coverage).map(({ from, parts: width, share }) => {
        const height = Math.max(LINE, share * HEIGHT);
        return (
          <rect
            key={from}
            x={from}
            y={HEIGHT - height}
            width={width}
            height={height}
            shapeRendering="crispEdges"
            className={FILLS[fullnessOf(share)]}
          />
        );
      })}
    </svg>
  );
}
