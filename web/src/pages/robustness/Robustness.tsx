// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useHas } from '@/api/capabilities';
import { useResearch } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { ResearchView } from '@/api/types';
import { JobsPanel } from '@/pages/backtests/JobsPanel';
import { CHECKS } from '@/pages/research/checkForm';
import { Verdict } from '@/pages/research/verdict';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { NewCheck } from './NewCheck';
import { ResultPanels } from './ResultPanels';

const KINDS = CHECKS.map(([kind]) => kind);
const NAMES = new Map<string, string>(CHECKS);

const COLUMNS: Column<ResearchView>[] = [
  { name: 'Asked', width: 5, cell: ({ made }) => <Moment time={made} /> },
  { name: 'Check', width: 8.75, cell: ({ kind }) => NAMES.get(kind) ?? kind },
  { name: 'Verdict', width: 4.5, cell: ({ verdict }) => <Verdict verdict={verdict} /> },
  { name: 'About', width: 13, grows: true, cell: ({ family }) => family, wide: true },
  { name: 'Why', width: 16, grows: true, cell: ({ sentence }) => sentence, wide: true },
  {
    name: 'Data',
    width: 4.75,
    wide: true,
    cell: ({ synthetic }) =>
      synthetic ? (
        <Badge tone="warn">Synthetic</Badge>
      ) : (
        <span className="text-muted">real</span>
      ),
  },
];

export default function Robustness() {
  const [open, setOpen] = useUrlState('result', '');
  const has = useHas();
  return (
    <div className="flex min-h-full flex-col gap-2 p-2">
      {has('get /jobs') && <JobsPanel kinds={KINDS} />}
      <ResultsPanel openKey={open} onOpen={setOpen} />
      {open && <ResultPanels id={open} onClose={() => setOpen('')} />}
    </div>
  );
}

function ResultsPanel({ openKey, onOpen }: { openKey: string; onOpen: (id: string) => void }) {
  const [isNew, setIsNew] = useState(false);
  const has = useHas();
  const may = useMay('trader') && has('post /jobs/robustness');
  const list = useResearch();
  return (
    <>
      <Panel
        title="Checks"
        note={list.data?.length}
        className={openKey ? 'h-64 shrink-0' : 'min-h-64 flex-1'}
        flush
        actions={
          <>
            <Button
              size="small"
              disabled={!list.data?.length}
              onClick={() => list.data && saveCsv('checks.csv', list.data)}
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
            {may && (
              <Button size="small" look="primary" onClick={() => setIsNew(true)}>
                New check
              </Button>
            )}
          </>
        }
      >
        <ListTable
          label="Checks"
          list={list}
          rows={list.data}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          openKey={openKey}
          onOpen={({ id }) => onOpen(id)}
          empty={
            <Empty
              title="Nothing was checked yet."
              hint="A new check asks what is left of a strategy on days that did not choose it, and in a slightly different world."
            />
          }
        />
      </Panel>
      {isNew && <NewCheck onClose={() => setIsNew(false)} />}
    </>
  );
}
