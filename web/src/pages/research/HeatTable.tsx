// SPDX-License-Identifier: MIT
import { fixed } from '@/format/number';
import { Scroll } from '@/ui/Scroll';
import { type HeatGrid, paintOf } from './heat';

interface Props {
  label: string;
  grid: HeatGrid;
  /** The parameters: across and down. */
  across: string;
  down: string;
}

const LEAST_PERCENT = 6;
const STRONGEST_PERCENT = 50;

/** Every cell has its number: colour only helps to find it. */
export function HeatTable({ label, grid, across, down }: Props) {
  return (
    <Scroll label={label} className="p-3">
      <table
        aria-label={label}
        className="mx-auto border-separate border-spacing-px text-2xs tabular-nums"
      >
        <caption className="caption-bottom pt-2 text-2xs text-muted">
          {across} across, {down} down
        </caption>
        <thead>
          <tr>
            <td />
            {grid.columns.map((column) => (
              <th key={column} scope="col" className="px-1 font-normal text-muted">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {grid.rows.map((row, at) => (
            <tr key={row}>
              <th
                scope="row"
                className="sticky left-0 bg-panel pr-1.5 text-right font-normal text-muted"
              >
                {row}
              </th>
              {grid.columns.map((column, place) => (
                <Cell key={column} value={grid.cells[at]?.[place]} grid={grid} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({ value, grid }: { value: number | null | undefined; grid: HeatGrid }) {
  const box = 'h-7 min-w-10 rounded-sm px-1 text-center';
  if (typeof value !== 'number') {
    return <td className={`${box} bg-page text-muted`}>{value === null ? '–' : ''}</td>;
  }
  const { isBelow, part } = paintOf(value, grid);
  const percent = Math.round(LEAST_PERCENT + part * (STRONGEST_PERCENT - LEAST_PERCENT));
  const colour = isBelow ? 'var(--fill-amber)' : 'var(--accent-blue)';
  return (
    <td
      className={`${box} text-strong ${value === grid.high ? 'font-semibold' : ''}`}
      style={{ background: `color-mix(in srgb, ${colour} ${percent}%, transparent)` }}
    >
      {fixed(value, 2)}
    </td>
  );
}
