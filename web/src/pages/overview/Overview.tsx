// SPDX-License-Identifier: MIT
import { useStatus } from '@/shell/status';
import { AlertsPanel } from './AlertsPanel';
import { DecisionsPanel } from './DecisionsPanel';
import { EquityPanel } from './EquityPanel';
import { HealthStrip } from './HealthStrip';
import { KeyFigures } from './KeyFigures';
import { RiskPanel } from './RiskPanel';
import { WorkingOrders } from './WorkingOrders';

export default function Overview() {
  const { status, error } = useStatus();
  return (
    <div className="grid gap-2 p-2 lg:h-full lg:min-h-[46rem] lg:grid-cols-12 lg:grid-rows-[auto_auto_minmax(0,1.35fr)_minmax(0,1fr)]">
      <KeyFigures status={status} error={error} />
      <HealthStrip status={status} />
      <EquityPanel className="h-72 lg:col-span-8 lg:h-auto" />
      <RiskPanel className="lg:col-span-4" />
      <WorkingOrders className="max-h-80 lg:col-span-5 lg:max-h-none" />
      <DecisionsPanel className="max-h-80 lg:col-span-4 lg:max-h-none" />
      <AlertsPanel className="max-h-80 lg:col-span-3 lg:max-h-none" />
    </div>
  );
}
