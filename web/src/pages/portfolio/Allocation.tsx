// SPDX-License-Identifier: MIT
import type { PositionsView } from '@/api/types';
import { ratio, sum } from '@/format/decimal';
import { percent } from '@/format/number';
import { Scroll } from '@/ui/Scroll';
import { Empty } from '@/ui/states';

/** Share of equity by pair, the largest first, and what is left in cash. */
function sharesOf({ positions, equity }: PositionsView): [string, number][] {
  const pairs = new Set(positions.map(({ pair }) => pair));
  const shares = [...pairs].map((pair): [string, number] => [
    pair,
    ratio(valueOf(positions, pair), equity) ?? 0,
  ]);
  shares.sort(([, a], [, b]) => b - a);
  const invested = shares.reduce((total, [, share]) => total + share, 0);
  return [...shares, ['Cash and the rest', Math.max(0, 1 - invested)]];
}

export function Allocation({ view }: { view: PositionsView }) {
  if (view.positions.length === 0) return <Empty title="Everything is in cash." />;
  const shares = sharesOf(view);
  const most = Math.max(...shares.map(([, share]) => share));
  return (
    <Scroll label="Shares of equity">
      <dl className="live grid grid-cols-[7rem_1fr_auto] items-center gap-x-3 gap-y-2">
        {shares.map(([name, share], at) => (
          <div key={name} className="contents">
            <dt className="truncate text-xs text-muted">{name}</dt>
            <dd aria-hidden className="h-2 overflow-hidden rounded-full bg-raised">
              <div
                className={`h-full rounded-full ${at === shares.length - 1 ? 'bg-muted' : 'bg-blue'}`}
                style={{ width: `${(share / most) * 100}%` }}
              />
            </dd>
            <dd className="text-right text-strong">{percent(share, 1)}</dd>
          </div>
        ))}
      </dl>
    </Scroll>
  );
}

function valueOf(positions: PositionsView['positions'], pair: string): string {
  return sum(positions.filter((row) => row.pair === pair).map(({ value }) => value));
}
