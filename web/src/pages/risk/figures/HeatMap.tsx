// SPDX-License-Identifier: MIT
import type { MatrixView } from '@/api/types';
import { Scroll } from '@/ui/Scroll';
import { byCluster, coinOf, correlationText } from './figures';

/** Every cell has its number: colour only helps to find it. */
export function HeatMap({ matrix }: { matrix: MatrixView }) {
  const order = byCluster(matrix);
  const size = sizeOf(order.length);
  return (
    <Scroll label="Correlations" className="p-3 pb-0">
      <table
        aria-label="Correlations of each two pairs"
        className={`live mx-auto border-separate border-spacing-px ${size.text}`}
      >
        <thead>
          <tr>
            <td />
            {order.map((at) => (
              <th key={at} scope="col" className="px-0.5 text-2xs font-normal text-muted">
                {coinOf(matrix.pairs[at] ?? '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((row) => (
            <tr key={row}>
              <th
                scope="row"
                className="sticky left-0 bg-panel pr-1.5 text-right text-2xs font-normal text-muted"
              >
                {coinOf(matrix.pairs[row] ?? '')}
              </th>
              {order.map((column) => (
                <Cell
                  key={column}
                  value={matrix.rows[row]?.[column] ?? 0}
                  isSame={row === column}
                  box={size.box}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** As large as a panel has room for. */
function sizeOf(pairs: number): { text: string; box: string } {
  if (pairs > 12) return { text: 'text-2xs', box: 'h-6 min-w-8' };
  return { text: 'text-xs', box: pairs > 8 ? 'h-8 min-w-9' : 'h-8 min-w-11' };
}

const STRONGEST_PERCENT = 50;

interface CellProps {
  value: number;
  isSame: boolean;
  box: string;
}

function Cell({ value, isSame, box }: CellProps) {
  const colour = value < 0 ? 'var(--fill-amber)' : 'var(--accent-blue)';
  const part = Math.round(Math.min(1, Math.abs(value)) * STRONGEST_PERCENT);
  return (
    <td
      className={`rounded-sm text-center ${box} ${
        isSame ? 'bg-raised text-muted' : 'text-strong'
      }`}
      {...(!isSame && {
        style: { background: `color-mix(in srgb, ${colour} ${part}%, transparent)` },
      })}
    >
      {correlationText(value, isSame)}
    </td>
  );
}
