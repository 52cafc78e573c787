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
import { Belief } from './Belief';
import { JobsPanel } from './JobsPanel';
import { NewBacktest } from './NewBacktest';

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
      className="inline-flex items-center gap-1 text-blue hover:underline"
    >
      Open
      <span className="sr-only">the report of {id}</span>
      <Icon name="external" size={12} />
    </a>
  );
}

export default function Backtests() {
  const [isOpen, setIsOpen] = useState(false);
  const has = useHas();
  const may = useMay('trader') && has('post /jobs/backtest');
  const list = useRuns();
  return (
    <div className="flex min-h-full flex-col gap-2 p-2 lg:h-full">
      {has('get /jobs') && <JobsPanel />}
      <Panel
        title="Runs"
        note={list.data?.length}
        className="max-lg:h-[32rem] lg:flex-1"
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
              <Button size="small" look="primary" onClick={() => setIsOpen(true)}>
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
          columns={COLUMNS}
          keyOf={({ run_id }) => run_id}
          empty={
            <Empty
              title="No run is kept yet."
              hint="A new backtest, here or with keel backtest, makes one."
            />
          }
        />
      </Panel>
      {isOpen && <NewBacktest onClose={() => setIsOpen(false)} />}
    </div>
  );
}
