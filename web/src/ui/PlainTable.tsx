// SPDX-License-Identifier: MIT
// A short table, all of whose rows are in the page; Table is for lists of any length.
import type { ReactNode } from 'react';
import { Scroll } from './Scroll';

export interface PlainColumn {
  name: ReactNode;
  key: string;
  right?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
}

interface Props {
  label: string;
  columns: PlainColumn[];
  /** Cells in the order of the columns; the first is the row's name. */
  rows: { key: string; cells: ReactNode[] }[];
}

const shown = ({ wide, right }: PlainColumn) =>
  `${wide ? 'max-sm:hidden' : ''} ${right ? 'text-right' : 'text-left'}`;

export function PlainTable({ label, columns, rows }: Props) {
  return (
    <Scroll label={label}>
      <table aria-label={label} className="w-full border-collapse">
        <thead>
          <tr className="border-b text-2xs text-muted">
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={`px-2 py-1 font-normal whitespace-nowrap first:pl-3 last:pr-3 ${shown(column)}`}
              >
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="live">
          {rows.map(({ key, cells }) => (
            <tr key={key} className="border-b border-line/50 last:border-0">
              {columns.map((column, at) => {
                const Cell = at === 0 ? 'th' : 'td';
                return (
                  <Cell
                    key={column.key}
                    {...(at === 0 && { scope: 'row' as const })}
                    className={`px-2 py-1 font-normal first:pl-3 last:pr-3 ${shown(column)}`}
                  >
                    {cells[at]}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
