// SPDX-License-Identifier: MIT
import type { RegimesView } from '@/api/types';
import { fixed, percent, signedPercent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { nameOfRegime } from './regimeShape';

interface Props {
  view: RegimesView;
  className?: string;
}

export function StatesPanel({ view: { states, series }, className = '' }: Props) {
  return (
    <Panel title="What they are like" note={`mean and deviation of a bar of ${series.timeframe}`} className={className} flush>
      <PlainTable
        label="Regimes"
        columns={[
          { key: 'name', name: 'Regime' },
          { key: 'mean', name: 'Mean', right: true },
          { key: 'bar', name: 'Deviation', right: true, wide: true },
          { key: 'year', name: 'A year', right: true },
          { key: 'share', name: 'Time', right: true },
          { key: 'duration', name: 'Lasts', right: true },
        ]}
        rows={states.map(({ mean, deviation, annual_deviation, share, duration }, regime) => ({
          key: String(regime),
          cells: [
            nameOfRegime(regime, states.length),
            signedPercent(mean, 4),
            percent(deviation, 3),
            percent(annual_deviation, 1),
            percent(share, 1),
            duration === null ? 'for ever' : `${fixed(duration, 0)} bars`,
          ],
        }))}
      />
    </Panel>
  );
}
