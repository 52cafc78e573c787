// SPDX-License-Identifier: MIT
import type { ParentView, Time } from '@/api/types';
import { exact } from '@/format/decimal';
import { filledShare, slippageBps, timeLeft, timeShare, waitText } from './progress';
import { AveragePrice } from '@/ui/amounts';
import { Moment } from '@/ui/Moment';
import { ProgressBar } from './ProgressBar';
import { Slippage } from './Slippage';

/** How far an algorithm is: what is filled, its time, its price, and what it waits for. */
export function WorkProgress({ row, now }: { row: ParentView; now: Time | undefined }) {
  const { work, filled, quantity } = row;
  return (
    <div className="live space-y-3">
      <ProgressBar
        label="Filled"
        share={filledShare(row)}
        text={`${exact(filled)} of ${exact(quantity)}`}
      />
      {work && now && (
        <ProgressBar
          label="Time"
          share={timeShare(work, now)}
          text={timeLeft(work, now)}
          tone="bg-muted"
        />
      )}
      {work ? (
        <WorkFigures row={row} />
      ) : (
        <p className="text-xs text-muted">
          The session does not say how far it is: it does not run, or has yet to take the order up.
        </p>
      )}
    </div>
  );
}

function WorkFigures({ row: { pair, side, work } }: { row: ParentView }) {
  if (!work) return null;
  const bps = slippageBps(side, work.average_price, work.arrival_price);
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-1">
        <Fact name="Average">
          <AveragePrice pair={pair} value={work.average_price} />
        </Fact>
        <Fact name="Arrival">
          <AveragePrice pair={pair} value={work.arrival_price} />
        </Fact>
        <Fact name="Against arrival">
          <Slippage bps={bps} />
        </Fact>
        <Fact name="Next slice">
          <Moment time={work.next} />
        </Fact>
      </dl>
      <p className="text-xs text-muted">Waits: {waitText(work.waits_for)}.</p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="truncate text-strong">{children}</dd>
    </div>
  );
}
