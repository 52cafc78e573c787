// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useHas } from '@/api/capabilities';
import { useSweeps } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { SweepView } from '@/api/types';
import { count, fixed } from '@/format/number';
import { JobsPanel } from '@/pages/backtests/JobsPanel';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { NewSweep } from './NewSweep';
import { SweepPanel } from './SweepPanel';
import { paramsText } from './sweep';

const COLUMNS: Column<SweepView>[] = [
  { name: 'Sweep', width: 11, cell: ({ id }) => id },
  { name: 'About', width: 9, grows: true, cell: ({ family }) => family, wide: true },
  { name: 'Looks for', width: 6, cell: ({ objective }) => objective, wide: true },
  { name: 'Search', width: 4, cell: ({ search }) => search, wide: true },
  { name: 'Points', width: 4, right: true, cell: ({ points }) => count(points), wide: true },
  { name: 'Best', width: 4, right: true, cell: ({ best_score }) => fixed(best_score, 2) },
  {
    name: 'With',
    width: 8,
    grows: true,
    cell: ({ best_params }) => paramsText(best_params),
    wide: true,
  },
  { name: 'State', width: 5.5, cell: (sweep) => <State sweep={sweep} /> },
];

function State({ sweep: { complete, synthetic } }: { sweep: SweepView }) {
  if (!complete) return <Badge tone="info">Unfinished</Badge>;
  return synthetic ? (
    <Badge tone="warn">Synthetic</Badge>
  ) : (
    <span className="text-muted">complete</span>
  );
}

export default function Optimise() {
  const [open, setOpen] = useUrlState('sweep', '');
  const has = useHas();
  return (
    <div className="flex min-h-full flex-col gap-2 p-2">
      {has('get /jobs') && <JobsPanel kinds={['optimize', 'court']} />}
      <SweepsPanel openKey={open} onOpen={setOpen} />
      {open && <SweepPanel id={open} onClose={() => setOpen('')} />}
    </div>
  );
}

function SweepsPanel({ openKey, onOpen }: { openKey: string; onOpen: (id: string) => void }) {
  const [isNew, setIsNew] = useState(false);
  const has = useHas();
  const may = useMay('trader') && has('post /jobs/optimize');
  const list = useSweeps();
  return (
    <>
      <Panel
        title="Sweeps"
        note={list.data?.length}
        className={openKey ? 'h-64 shrink-0' : 'min-h-64 flex-1'}
        flush
        actions={
          <>
            <Button
              size="small"
              disabled={!list.data?.length}
              onClick={() => list.data && saveCsv('sweeps.csv', list.data.map(csvRowOf))}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
            {may && (
              <Button size="small" look="primary" onClick={() => setIsNew(true)}>
                New sweep
              </Button>
            )}
          </>
        }
      >
        <ListTable
          label="Sweeps"
          list={list}
          rows={list.data}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          openKey={openKey}
          onOpen={({ id }) => onOpen(id)}
          empty={
            <Empty
              title="No sweep is kept yet."
              hint="A new sweep, here or with keel optimize, tries a strategy's parameters and keeps every trial."
            />
          }
        />
      </Panel>
      {isNew && <NewSweep onClose={() => setIsNew(false)} />}
    </>
  );
}

function csvRowOf({ best_params, ...sweep }: SweepView) {
  return { ...sweep, best_params: paramsText(best_params) };
}
