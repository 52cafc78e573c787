// SPDX-License-Identifier: MIT
import type { LatencyView } from '@/api/types';
import { counted } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import { columnsOf, type LatencyColumn, seconds } from './latency';

interface Props {
  title: string;
  /** From what to what, in one line. */
  meaning: string;
  latency: LatencyView;
}

export function LatencyPanel({ title, meaning, latency }: Props) {
  const columns = columnsOf(latency);
  if (columns.length === 0) {
    return (
      <Panel title={title}>
        <Empty title="No order was measured yet." />
      </Panel>
    );
  }
  return (
    <Panel title={title} note={`newest ${counted(latency.count, 'order')}`}>
      <p className="text-xs text-muted">{meaning}</p>
      <dl className="my-2 grid grid-cols-3 gap-2">
        <Quantile name="p50" value={latency.p50_s} />
        <Quantile name="p95" value={latency.p95_s} />
        <Quantile name="p99" value={latency.p99_s} />
      </dl>
      <Bars label={title} columns={columns} />
    </Panel>
  );
}

function Quantile({ name, value }: { name: string; value: number | null }) {
  return (
    <div>
      <dt className="text-2xs text-muted">{name}</dt>
      <dd className="text-sm font-medium text-strong">{seconds(value)}</dd>
    </div>
  );
}

/** A line a bucket: its bounds, a bar, how many, and which quantiles lie in it. */
function Bars({ label, columns }: { label: string; columns: LatencyColumn[] }) {
  const most = Math.max(...columns.map(({ count }) => count));
  return (
    <ul aria-label={label} className="space-y-1">
      {columns.map(({ label: bounds, count, marks }) => (
        <li key={bounds} className="grid grid-cols-[7.5rem_1fr_3rem] items-center gap-2 text-xs">
          <span className="truncate text-muted">{bounds}</span>
          <span className="flex min-w-0 items-center gap-1.5">
            <span
              aria-hidden
              className="h-3 rounded-xs bg-blue opacity-80"
              style={{ width: `${(count / most) * 70}%` }}
            />
            <span className="whitespace-nowrap text-2xs text-muted">{marks.join(' ')}</span>
          </span>
          <span className="text-right text-strong">{count.toLocaleString('en-US')}</span>
        </li>
      ))}
    </ul>
  );
}
