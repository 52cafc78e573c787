// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useHas } from '@/api/capabilities';
import { pathOf } from '@/api/client';
import { useRuns } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { RunView } from '@/api/types';
import { count, fixed, percent } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { SignedPercent } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { Belief } from './Belief';
import { idsOf, letterOf, MOST_COMPARED, toggled } from './compare';
import { ComparePanel } from './ComparePanel';
import { JobsPanel } from './JobsPanel';
import { NewBacktest } from './NewBacktest';
import { RunDrawer } from './RunDrawer';

const COLUMNS: Column<RunView>[] = [
  { name: 'Made', width: 5, cell: (run) => <Moment time={run.created_at} /> },
  { name: 'Strategy', width: 6, grows: true, cell: (run) => run.strategy },
  { name: 'Pairs', width: 6.5, cell: pairsOf, wide: true },
  { name: 'Bars', width: 2.25, cell: (run) => run.timeframe, wide: true },
  {
    name: 'Range',
    width: 10.5,
    cell: (run) => `${run.from.slice(0, 10)} – ${run.to.slice(0, 10)}`,
    wide: true,
  },
  {
    name: 'Return',
    width: 4.5,
    right: true,
    cell: (run) => <SignedPercent value={run.total_return} decimals={1} />,
  },
  { name: 'Sharpe', width: 3.25, right: true, cell: (run) => fixed(run.sharpe, 2), wide: true },
  {
    name: 'Drawdown',
    width: 4.25,
    right: true,
    cell: (run) => percent(run.max_drawdown, 1),
    wide: true,
  },
  { name: 'Trades', width: 3, right: true, cell: (run) => count(run.trades), wide: true },
  { name: 'Integrity', width: 5.5, cell: (run) => <Belief belief={run.belief} />, wide: true },
  { name: 'Data', width: 4.75, cell: (run) => <Origin isSynthetic={run.synthetic} />, wide: true },
  { name: 'Report', width: 3.25, right: true, cell: (run) => <ReportLink id={run.run_id} /> },
];

function pairsOf({ pairs }: RunView): string {
  const [first = '–', ...rest] = pairs;
  return rest.length > 0 ? `${first} +${rest.length}` : first;
}

function Origin({ isSynthetic }: { isSynthetic: boolean }) {
  return isSynthetic ? (
    <Badge tone="warn">Synthetic</Badge>
  ) : (
    <span className="text-muted">real</span>
  );
}

function ReportLink({ id }: { id: string }) {
  return (
    <a
      href={pathOf(`/runs/${encodeURIComponent(id)}/report`)}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => event.stopPropagation()}
      className="inline-flex items-center gap-1 text-blue hover:underline"
    >
      Open
      <span className="sr-only">the report of {id}</span>
      <Icon name="external" size={12} />
    </a>
  );
}

/** Which runs are compared: a letter once they are. */
function chosenColumn(ids: string[], choose: (ids: string[]) => void): Column<RunView> {
  const isFull = ids.length >= MOST_COMPARED;
  return {
    name: 'Compare',
    width: 4,
    wide: true,
    cell: ({ run_id }) => {
      const at = ids.indexOf(run_id);
      return (
        <label
          className="flex items-center gap-1.5"
          onClick={(event) => event.stopPropagation()}
        >
          <input
            type="checkbox"
            aria-label={`Compare ${run_id}`}
            checked={at >= 0}
            disabled={at < 0 && isFull}
            onChange={() => choose(toggled(ids, run_id))}
          />
          {at >= 0 && <span className="text-xs text-strong">{letterOf(at)}</span>}
        </label>
      );
    },
  };
}

export default function Backtests() {
  const has = useHas();
  const [compared, setCompared] = useUrlState('compare', '');
  const [open, setOpen] = useUrlState('run', '');
  const ids = idsOf(compared);
  const choose = (next: string[]) => setCompared(next.join(','));
  const isComparing = has('get /runs/compare');
  return (
    <div className="flex min-h-full flex-col gap-2 p-2 lg:h-full">
      {has('get /jobs') && <JobsPanel />}
      {isComparing && ids.length > 1 && <ComparePanel ids={ids} onClose={() => choose([])} />}
      <RunsPanel
        columns={isComparing ? [chosenColumn(ids, choose), ...COLUMNS] : COLUMNS}
        openKey={open}
        {...(has('get /runs/{id}') && { onOpen: setOpen })}
      />
      {open && <RunDrawer id={open} onClose={() => setOpen('')} />}
    </div>
  );
}

interface RunsProps {
  columns: Column<RunView>[];
  openKey: string;
  onOpen?: (id: string) => void;
}

function RunsPanel({ columns, openKey, onOpen }: RunsProps) {
  const [isNew, setIsNew] = useState(false);
  const has = useHas();
  const may = useMay('trader') && has('post /jobs/backtest');
  const list = useRuns();
  return (
    <>
      <Panel
        title="Runs"
        note={list.data?.length}
        className="max-lg:h-[32rem] lg:min-h-64 lg:flex-1"
        flush
        actions={
          <>
            <Button
              size="small"
              disabled={!list.data?.length}
              onClick={() => list.data && saveCsv('runs.csv', list.data)}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
            {may && (
              <Button size="small" look="primary" onClick={() => setIsNew(true)}>
                New backtest
              </Button>
            )}
          </>
        }
      >
        <ListTable
          label="Runs"
          list={list}
          rows={list.data}
          columns={columns}
          keyOf={({ run_id }) => run_id}
          openKey={openKey}
          {...(onOpen && { onOpen: ({ run_id }: RunView) => onOpen(run_id) })}
          empty={
            <Empty
              title="No run is kept yet."
              hint="A new backtest, here or with keel backtest, makes one."
            />
          }
        />
      </Panel>
      {isNew && <NewBacktest onClose={() => setIsNew(false)} />}
    </>
  );
}
