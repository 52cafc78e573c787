// SPDX-License-Identifier: MIT
import type { RegimesView } from '@/api/types';
import { percent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { likeliest, nameOfRegime } from './regimeShape';

interface Props {
  view: RegimesView;
  className?: string;
}

export function NowPanel({ view: { states, series }, className = '' }: Props) {
  const now = likeliest(states);
  return (
    <Panel title="Now" note={series.pair} className={className}>
      {now && (
        <p className="text-base font-semibold text-strong">
          {nameOfRegime(now.regime, states.length)}, {percent(now.now, 0)}
        </p>
      )}
      <dl className="live mt-2 grid grid-cols-[auto_1fr_auto] items-center gap-x-3 gap-y-1.5">
        {states.map((state, regime) => (
          <div key={regime} className="contents">
            <dt className="text-muted">{nameOfRegime(regime, states.length)}</dt>
            <dd aria-hidden className="h-1.5 overflow-hidden rounded-full bg-raised">
              <div
                className="h-full rounded-full bg-blue"
                style={{ width: `${state.now * 100}%` }}
              />
            </dd>
            <dd className="text-right text-strong">{percent(state.now, 1)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-xs text-muted">After the last closed bar of {series.timeframe}.</p>
    </Panel>
  );
}
