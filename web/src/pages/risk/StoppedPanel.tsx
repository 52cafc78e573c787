// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useMay } from '@/api/roles';
import { useRiskSummary } from '@/api/queries';
import type { LatchView, StoppedView } from '@/api/types';
import { capital, sentence } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';
import { ResumeDialog } from './ResumeDialog';

export function StoppedPanel({ stopped }: { stopped: StoppedView[] | undefined }) {
  const [scope, setScope] = useState<string | null>(null);
  const may = useMay('risk');
  const latches = useRiskSummary().data?.latches ?? [];
  return (
    <Panel title="Stopped" note={(stopped?.length ?? 0) + latches.length || undefined} flush>
      {!stopped ? (
        <Loading lines={2} />
      ) : stopped.length + latches.length === 0 ? (
        <Empty title="Nothing is stopped." />
      ) : (
        <ul>
          {latches.map((latch) => (
            <Latch key={latch.rule} latch={latch} />
          ))}
          {stopped.map((item) => (
            <li key={`${item.scope}|${item.rule}`} className="border-b border-line/50 px-3 py-2 last:border-0">
              <div className="flex items-center gap-2">
                <span className="font-medium text-strong">{capital(item.scope)}</span>
                <Badge tone="bad" icon="stop">
                  {sentence(item.rule)}
                </Badge>
                {may && (
                  <Button size="small" className="ml-auto" onClick={() => setScope(item.scope)}>
                    Resume…
                  </Button>
                )}
              </div>
              <p className="mt-0.5 text-xs text-muted">
                by {item.by || 'the rule'}
                {item.since && (
                  <>
                    {', '}
                    <Moment time={item.since} />
                  </>
                )}
                {item.reason && `: ${item.reason}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      {scope !== null && <ResumeDialog scope={scope} onClose={() => setScope(null)} />}
    </Panel>
  );
}

/** A drawdown limit that tripped: nobody resumes it, it lets go by the clock. */
function Latch({ latch: { rule, state, until } }: { latch: LatchView }) {
  return (
    <li className="border-b border-line/50 px-3 py-2 last:border-0">
      <div className="flex items-center gap-2">
        <span className="font-medium text-strong">{sentence(rule)}</span>
        <Badge tone="bad" icon="stop">
          {sentence(state)}
        </Badge>
      </div>
      <p className="mt-0.5 text-xs text-muted">
        by the breaker, until <Moment time={until} full />: exits only
      </p>
    </li>
  );
}
