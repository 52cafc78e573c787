// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useStatus } from '@/shell/status';
import { Drawdowns } from './Drawdowns';
import { Figures } from './figures/Figures';
import { KillSwitch } from './KillSwitch';
import { LimitsPanel } from './LimitsPanel';
import { RefusalsPanel } from './RefusalsPanel';
import { RefusedByRule } from './RefusedByRule';
import { StoppedPanel } from './StoppedPanel';

/** What stops trading first, on one screen; below it what might happen. */
export default function Risk() {
  const has = useHas();
  return (
    <>
      <Controls />
      {has('get /risk/measures') && <Figures />}
    </>
  );
}

function Controls() {
  const { status } = useStatus();
  return (
    <div className="grid gap-2 p-2 lg:h-full lg:min-h-[45rem] lg:grid-cols-12 lg:grid-rows-[auto_minmax(0,1fr)]">
      <div className="grid min-h-0 content-start gap-2 lg:col-span-4 lg:row-span-2 lg:overflow-y-auto">
        <KillSwitch status={status} />
        <StoppedPanel stopped={status?.stopped} />
        <RefusedByRule counts={status?.refused_by} />
      </div>
      <Drawdowns className="lg:col-span-8" />
      <div className="grid min-h-0 gap-2 lg:col-span-8 lg:grid-rows-[minmax(0,1fr)_14rem]">
        <LimitsPanel className="max-lg:h-[34rem]" />
        <RefusalsPanel className="max-lg:h-80" />
      </div>
    </div>
  );
}
