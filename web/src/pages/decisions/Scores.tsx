// SPDX-License-Identifier: MIT
import type { OutcomeView } from '@/api/types';
import { percent, signed } from '@/format/number';
import { CATEGORIES } from './categories';

/** A bar from the middle: left is down, right is up; its weight beside it. */
export function Scores({ outcome: { scores, weights } }: { outcome: OutcomeView }) {
  return (
    <dl className="grid grid-cols-[8rem_1fr_3.25rem_4.5rem] items-center gap-x-3 gap-y-1.5">
      {scores.map(({ has_source, score }, at) => (
        <div key={at} className="contents">
          <dt className="truncate text-muted">{CATEGORIES[at]}</dt>
          {has_source ? <Score score={score} /> : <NoSource />}
          <dd className="text-right text-xs whitespace-nowrap text-muted">
            weight {percent(weights[at], 0)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Score({ score }: { score: number }) {
  const width = `${Math.min(1, Math.abs(score)) * 50}%`;
  return (
    <>
      <dd aria-hidden className="relative h-2 rounded-full bg-raised">
        <div
          className={`absolute inset-y-0 ${score < 0 ? 'right-1/2 bg-red' : 'left-1/2 bg-green'}`}
          style={{ width }}
        />
        <div className="absolute -inset-y-0.5 left-1/2 w-px bg-muted" />
      </dd>
      <dd className="text-right text-strong">{signed(score, 2)}</dd>
    </>
  );
}

function NoSource() {
  return <dd className="col-span-2 text-xs text-muted">no source</dd>;
}
