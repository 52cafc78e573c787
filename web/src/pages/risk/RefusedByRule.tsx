// SPDX-License-Identifier: MIT
import { count, sentence } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';

export function RefusedByRule({ counts }: { counts: Record<string, number> | undefined }) {
  return (
    <Panel title="Refusals by rule" note="since the start">
      {!counts ? (
        <Loading />
      ) : (
        <Bars rules={Object.entries(counts).sort(([, a], [, b]) => b - a)} />
      )}
    </Panel>
  );
}

function Bars({ rules }: { rules: [string, number][] }) {
  const most = rules[0]?.[1] ?? 0;
  if (most === 0) return <Empty title="Nothing was refused." />;
  return (
    <dl className="live grid grid-cols-[minmax(0,9rem)_1fr_auto] items-center gap-x-3 gap-y-1.5">
      {rules.map(([rule, times]) => (
        <div key={rule} className="contents">
          <dt className="truncate text-xs text-muted">{sentence(rule)}</dt>
          <dd aria-hidden className="h-1.5 overflow-hidden rounded-full bg-raised">
            <div
              className="h-full rounded-full bg-blue"
              style={{ width: `${(times / most) * 100}%` }}
            />
          </dd>
          <dd className="text-right text-strong">{count(times)}</dd>
        </div>
      ))}
    </dl>
  );
}
