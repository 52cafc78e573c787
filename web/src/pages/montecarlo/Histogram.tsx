// SPDX-License-Identifier: MIT

export interface Column {
  label: string;
  count: number;
  tone?: 'blue' | 'red' | 'green';
}

const FILLS = { blue: 'bg-blue', red: 'bg-red', green: 'bg-green' };

interface Props {
  label: string;
  columns: Column[];
  /** A dashed line: what each column would have were it even. */
  expected?: number;
  from: string;
  to: string;
}

/** Columns side by side; each says what it is when it is pointed at. */
export function Histogram({ label, columns, expected, from, to }: Props) {
  const most = Math.max(1, expected ?? 0, ...columns.map(({ count }) => count));
  return (
    <figure aria-label={label} className="min-w-0">
      <div className="relative flex h-32 items-end gap-px">
        {columns.map(({ label: what, count, tone = 'blue' }) => (
          <div
            key={what}
            title={`${what}: ${count.toLocaleString('en-US')}`}
            className="flex h-full min-w-0 flex-1 items-end"
          >
            <div
              className={`w-full rounded-t-xs opacity-80 ${FILLS[tone]}`}
              style={{ height: `${(count / most) * 100}%` }}
            />
          </div>
        ))}
        {expected !== undefined && (
          <div
            aria-hidden
            className="pointer-events-none absolute inset-x-0 border-t border-dashed border-control"
            style={{ bottom: `${(expected / most) * 100}%` }}
          />
        )}
      </div>
      <figcaption className="mt-1 flex justify-between border-t pt-1 text-2xs text-muted">
        <span>{from}</span>
        <span>{to}</span>
      </figcaption>
    </figure>
  );
}
