// SPDX-License-Identifier: MIT
import type { CategoryView } from '@/api/types';
import { percent, sentence, signed } from '@/format/number';

/** A bar from the middle: left is down, right is up; its weight beside it. */
export function Scores({ categories }: { categories: CategoryView[] }) {
  return (
    <dl className="grid grid-cols-[8rem_1fr_3.25rem_4.5rem] items-center gap-x-3 gap-y-1.5">
      {categories.map((category) => (
        <div key={category.category} className="contents">
          <dt className="truncate text-muted">{sentence(category.category)}</dt>
          {category.has_source ? <Score score={category.score} /> : <NoSource />}
          <dd className="text-right text-xs whitespace-nowrap text-muted">weight {percent(category.weight, 0)}</dd>
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
