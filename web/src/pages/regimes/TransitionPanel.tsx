// SPDX-License-Identifier: MIT
import type { RegimesView } from '@/api/types';
import { percent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { nameOfRegime } from './regimeShape';

const STRONGEST_PERCENT = 50;

interface Props {
  view: RegimesView;
  className?: string;
}

/** Every cell has its number: colour only helps to find it. */
export function TransitionPanel({ view: { transition }, className = '' }: Props) {
  const name = (regime: number) => nameOfRegime(regime, transition.length);
  return (
    <Panel title="Chance of the next bar" note="from the row to the column" className={className}>
      <div className="overflow-x-auto">
        <table
          aria-label="Transition matrix"
          className="mx-auto border-separate border-spacing-px text-xs"
        >
          <thead>
            <tr>
              <td />
              {transition.map((_, to) => (
                <th key={to} scope="col" className="px-1 text-2xs font-normal text-muted">
                  {name(to)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {transition.map((row, from) => (
              <tr key={from}>
                <th scope="row" className="pr-1.5 text-right text-2xs font-normal text-muted">
                  {name(from)}
                </th>
                {row.map((chance, to) => (
                  <Cell key={to} chance={chance} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Cell({ chance }: { chance: number }) {
  const part = Math.round(chance * STRONGEST_PERCENT);
  return (
    <td
      className="h-9 min-w-14 rounded-sm text-center text-strong"
      style={{ background: `color-mix(in srgb, var(--accent-blue) ${part}%, transparent)` }}
    >
      {percent(chance, 1)}
    </td>
  );
}
