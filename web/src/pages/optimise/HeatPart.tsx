// SPDX-License-Identifier: MIT
import { useMemo } from 'react';
import type { SweepDetail } from '@/api/types';
import { HeatTable } from '@/pages/research/HeatTable';
import { gridOf } from '@/pages/research/heat';
import { FilterSelect } from '@/ui/fields';
import { Empty } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { mostTelling, pointsAt } from './sweep';

/** The score over two parameters, the best over all values of the others. */
export function HeatPart({ sweep }: { sweep: SweepDetail }) {
  const [first, second] = mostTelling(sweep);
  const [acrossName, setAcross] = useUrlState('across', '');
  const [downName, setDown] = useUrlState('down', '');
  const place = (name: string, otherwise: number) => {
    const at = sweep.axes.findIndex((axis) => axis.name === name);
    return at < 0 ? otherwise : at;
  };
  const across = place(acrossName, first);
  const down = place(downName, second);
  const grid = useMemo(
    () => gridOf(pointsAt(sweep.trials, across, down)),
    [sweep.trials, across, down],
  );
  const options = sweep.axes.map(({ name }) => [name, name] as const);
  const nameOf = (at: number) => sweep.axes[at]?.name ?? '';
  if (grid.columns.length === 0) return <Empty title="No trial is known yet." />;
  return (
    <>
      {sweep.axes.length > 1 && (
        <div className="flex flex-wrap items-center gap-2 px-3 pt-3 text-xs text-muted">
          <FilterSelect
            label="Parameter across"
            value={nameOf(across)}
            options={options}
            onChange={setAcross}
          />
          across,
          <FilterSelect
            label="Parameter down"
            value={nameOf(down)}
            options={options}
            onChange={setDown}
          />
          down
          {sweep.axes.length > 2 && '; each cell has the best over all values of the others'}
        </div>
      )}
      <HeatTable
        label={`${sweep.sweep.objective} over ${nameOf(across)} and ${nameOf(down)}`}
        grid={grid}
        across={nameOf(across)}
        down={across === down ? 'one line' : nameOf(down)}
      />
    </>
  );
}
