// SPDX-License-Identifier: MIT
import type { ParentView, Time } from '@/api/types';
import { exact } from '@/format/decimal';
import { counted, words } from '@/format/number';
import { Button } from '@/ui/Button';
import { SideText } from '@/ui/numbers';
import { ParentStateBadge } from './ParentState';
import { WorkProgress } from './WorkProgress';

interface Props {
  row: ParentView;
  now: Time | undefined;
  onOpen: () => void;
}

/** One large order that an algorithm works now. */
export function ParentCard({ row, now, onOpen }: Props) {
  const { parent, pair, side, quantity, algorithm, strategy, state, children } = row;
  return (
    <section
      aria-label={`Large order ${parent}`}
      className="flex min-w-0 flex-col gap-3 rounded border bg-panel p-3"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold text-strong">
          <SideText side={side} /> {exact(quantity)} {pair}
        </h2>
        {state !== 'working' && <ParentStateBadge state={state} />}
        <Button size="small" className="ml-auto" onClick={onOpen}>
          {counted(children, 'order')}
        </Button>
      </header>
      <p className="-mt-2 text-xs text-muted">
        {words(algorithm)} for {strategy}
      </p>
      <WorkProgress row={row} now={now} />
    </section>
  );
}
