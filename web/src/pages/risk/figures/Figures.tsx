// SPDX-License-Identifier: MIT
import { CorrelationPanel } from './CorrelationPanel';
import { RuinPanel } from './RuinPanel';
import { StressPanel } from './StressPanel';
import { ValueAtRiskPanel } from './ValueAtRiskPanel';
import { VolatilityPanel } from './VolatilityPanel';

/** What might be lost, by what has been. */
export function Figures() {
  return (
    <div className="grid items-stretch gap-2 px-2 pb-2 lg:grid-cols-12">
      <ValueAtRiskPanel className="lg:col-span-7" />
      <VolatilityPanel className="lg:col-span-5" />
      <CorrelationPanel className="lg:col-span-5" />
      <StressPanel className="lg:col-span-7" />
      <RuinPanel className="lg:col-span-12" />
    </div>
  );
}
