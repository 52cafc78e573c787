// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useResearch } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { ResearchView } from '@/api/types';
import { JobsPanel } from '@/pages/backtests/JobsPanel';
import { CHECKS } from '@/pages/research/checkForm';
import { KeptPanel } from '@/pages/research/KeptPanel';
import { Verdict } from '@/pages/research/verdict';
import { Badge } from '@/ui/Badge';
import { Moment } from '@/ui/Moment';
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
  const has = useHas();
  return (
    <KeptPanel
      title="Checks"
      list={useResearch()}
      columns={COLUMNS}
      openKey={openKey}
      onOpen={onOpen}
      empty={{
        title: 'Nothing was checked yet.',
        hint: 'A new check asks what is left of a strategy on days that did not choose it, and in a slightly different world.',
      }}
      newLabel="New check"
      mayMake={useMay('trader') && has('post /jobs/robustness')}
      form={(onClose) => <NewCheck onClose={onClose} />}
    />
  );
}
