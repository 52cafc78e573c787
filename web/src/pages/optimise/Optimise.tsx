// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useSweeps } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { SweepView } from '@/api/types';
import { count, fixed } from '@/format/number';
import { JobsPanel } from '@/pages/backtests/JobsPanel';
import { KeptPanel } from '@/pages/research/KeptPanel';
import { Badge } from '@/ui/Badge';
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
  const has = useHas();
  return (
    <KeptPanel
      title="Sweeps"
      list={useSweeps()}
      columns={COLUMNS}
      csvRowOf={csvRowOf}
      openKey={openKey}
      onOpen={onOpen}
      empty={{
        title: 'No sweep is kept yet.',
        hint: "A new sweep, here or with keel optimize, tries a strategy's parameters and keeps every trial.",
      }}
      newLabel="New sweep"
      mayMake={useMay('trader') && has('post /jobs/optimize')}
      form={(onClose) => <NewSweep onClose={onClose} />}
    />
  );
}

function csvRowOf({ best_params, ...sweep }: SweepView) {
  return { ...sweep, best_params: paramsText(best_params) };
}
