// SPDX-License-Identifier: MIT

const WIDTH = 96;
const HEIGHT = 20;

/** The course of a price in a word's room; the sign of its change is told beside it. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  if (values.length < 2) return <span className="text-muted">–</span>;
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, at) => {
    const x = (at / (values.length - 1)) * WIDTH;
    const y = HEIGHT - 1 - ((value - low) / span) * (HEIGHT - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const isUp = (values.at(-1) ?? 0) >= (values[0] ?? 0);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={`h-5 w-24 ${isUp ? 'text-green' : 'text-red'}`}
    >
      <polyline points={points.join(' ')} fill="none" stroke="currentColor" strokeWidth={1.2} />
    </svg>
  );
}
