// SPDX-License-Identifier: MIT
import { usePositions } from '@/api/queries';
import { EquityPanel } from '@/pages/overview/EquityPanel';
import { Panel } from '@/ui/Panel';
import { Shown } from '@/ui/states';
import { Allocation } from './Allocation';
import { BalancesPanel } from './BalancesPanel';
import { PositionsPanel } from './PositionsPanel';
import { Sums } from './Sums';

export default function Portfolio() {
  const query = usePositions();
  return (
    <div className="grid gap-2 p-2 lg:h-full lg:min-h-[44rem] lg:grid-cols-12 lg:grid-rows-[auto_minmax(0,1fr)_minmax(0,1.1fr)]">
      <Sums />
      <EquityPanel className="h-72 lg:col-span-8 lg:h-auto" />
      <Panel title="Allocation" note="of equity" className="lg:col-span-4">
        <Shown query={query}>{(view) => <Allocation view={view} />}</Shown>
      </Panel>
      <PositionsPanel />
      <BalancesPanel />
    </div>
  );
}
