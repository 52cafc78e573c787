// SPDX-License-Identifier: MIT
import type { RegimeProfit } from '@/api/types';
import { count, counted, signedPercent } from '@/format/number';
import { Moment } from '@/ui/Moment';
import { SignedMoney } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Empty } from '@/ui/states';
import { nameOfRegime } from './regimeShape';

interface Props {
  profit: RegimeProfit;
  pair: string;
  className?: string;
}

/** What the account made while this market was in each regime. */
export function ProfitPanel({ profit, pair, className = '' }: Props) {
  const { rows, currency, total, from, to, left_out } = profit;
  if (!from) {
    return (
      <Panel title="Profit by regime" className={className}>
        <Empty
          title="Nothing to share out yet."
          hint="It takes two points of the equity curve after the first regime is known."
        />
      </Panel>
    );
  }
  return (
    <Panel
      title="Profit by regime"
      note={`of the whole account, by the regime of ${pair}, ${currency}`}
      className={className}
      flush
    >
      <PlainTable
        label="Profit by regime"
        columns={[
          { key: 'name', name: 'Regime' },
          { key: 'bars', name: 'Steps', right: true },
          { key: 'profit', name: 'Profit', right: true },
          { key: 'mean', name: 'Mean return of a step', right: true },
        ]}
        rows={[
          ...rows.map(({ bars, profit: made, mean_return }, regime) => ({
            key: String(regime),
            cells: [
              nameOfRegime(regime, rows.length),
              count(bars),
              <SignedMoney key="profit" value={made.toFixed(2)} />,
              mean_return === null ? '–' : signedPercent(mean_return, 4),
            ],
          })),
          {
            key: 'total',
            cells: [
              'Together',
              count(rows.reduce((sum, { bars }) => sum + bars, 0)),
              <SignedMoney key="profit" value={total.toFixed(2)} />,
              '',
            ],
          },
        ]}
      />
      <p className="border-t px-3 py-1.5 text-xs text-muted">
        Each step of the equity curve counts for the regime that was the likeliest at its beginning,
        when it could be known. From <Moment time={from} full /> to <Moment time={to} full />
        {left_out > 0 && `; ${counted(left_out, 'step')} left out (no regime, or money came or went)`}
        .
      </p>
    </Panel>
  );
}
