// SPDX-License-Identifier: MIT
import type { FailureCaseResults } from '@/api/types';
import { count, percent } from '@/format/number';
import { PlainTable } from '@/ui/PlainTable';
import { SignedPercent } from '@/ui/numbers';

/** What the account did in the episodes that strategies die of, beside holding. */
export function FailureCases({ cases }: { cases: FailureCaseResults }) {
  return (
    <>
      <PlainTable
        label="Failure cases"
        columns={[
          { name: 'Episode', key: 'title' },
          { name: 'Found', key: 'found', right: true },
          { name: 'Strategy', key: 'strategy', right: true },
          { name: 'Holding', key: 'holding', right: true },
          { name: 'Drawdown', key: 'drawdown', right: true, wide: true },
          { name: 'Trades', key: 'trades', right: true, wide: true },
          { name: 'Part of the profit', key: 'part', right: true, wide: true },
        ]}
        rows={cases.kinds.map(({ key, title, rule, gap, episodes, outcome }) => {
          const isThere = gap === '' && episodes > 0;
          return {
            key,
            cells: [
              <span title={gap || rule}>{title}</span>,
              gap ? <span title={gap}>not looked for</span> : count(episodes),
              ...(isThere
                ? [
                    <SignedPercent value={outcome.strategy_return} decimals={1} />,
                    <SignedPercent value={outcome.hold_return} decimals={1} />,
                    percent(outcome.max_drawdown, 1),
                    count(outcome.trades),
                    percent(outcome.share_of_profit, 0),
                  ]
                : ['–', '–', '–', '–', '–']),
            ],
          };
        })}
      />
      {cases.episodes.length > 0 && (
        <details className="border-t px-3 py-2 text-xs">
          <summary className="cursor-pointer text-muted">Each episode</summary>
          <PlainTable
            label="Episodes"
            columns={[
              { name: 'From', key: 'from' },
              { name: 'To', key: 'to' },
              { name: 'Finding', key: 'finding', wide: true },
              { name: 'Strategy', key: 'strategy', right: true },
              { name: 'Holding', key: 'holding', right: true },
            ]}
            rows={cases.episodes.map((one) => ({
              key: `${one.kind} ${one.from}`,
              cells: [
                one.from.slice(0, 10),
                one.to.slice(0, 10),
                one.finding,
                percent(one.outcome.strategy_return, 1),
                percent(one.outcome.hold_return, 1),
              ],
            }))}
          />
        </details>
      )}
    </>
  );
}
