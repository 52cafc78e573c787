// SPDX-License-Identifier: MIT
import type { OrderRow, OrderStep } from '@/api/types';
import { exact, sign } from '@/format/decimal';
import { sentence } from '@/format/number';
import { millis, span } from '@/format/time';
import { Moment } from '@/ui/Moment';
import { isOpen } from './OrderState';

/** Every state that the order was in, from the journal, with the time that passed between them. */
export function Timeline({ steps: all, order }: { steps: OrderStep[]; order: OrderRow }) {
  const steps = changesOf(all);
  if (steps.length === 0) return <p className="text-muted">Its steps are not kept any more.</p>;
  return (
    <ol className="ml-1.5 border-l">
      {steps.map((step, at) => {
        const isLast = at === steps.length - 1;
        const before = steps[at - 1];
        return (
          <li key={at} className="relative pb-3 pl-4 last:pb-0">
            <span
              aria-hidden
              className={`absolute top-1.5 -left-[5px] size-[9px] rounded-full border-2 border-panel ${
                isLast && !isOpen(order) ? 'bg-green' : 'bg-blue'
              }`}
            />
            <div className="flex justify-between gap-3">
              <span className="text-strong">{sentence(step.state)}</span>
              <span className="text-muted">
                <Moment time={step.time} full />
              </span>
            </div>
            <div className="flex justify-between gap-3 text-xs text-muted">
              <span>{sign(step.filled) > 0 ? `${exact(step.filled)} filled` : ''}</span>
              {before && <span>+{gap(before, step)}</span>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

/** Without the steps that changed neither state nor fill, such as the venue's number becoming known. */
function changesOf(steps: OrderStep[]): OrderStep[] {
  return steps.filter((step, at) => {
    const before = steps[at - 1];
    return !before || before.state !== step.state || before.filled !== step.filled;
  });
}

function gap(from: OrderStep, to: OrderStep): string {
  const ms = millis(to.time) - millis(from.time);
  return ms < 1000 ? `${Math.max(0, ms)} ms` : span(ms);
}
