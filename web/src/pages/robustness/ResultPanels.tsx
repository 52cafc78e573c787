// SPDX-License-Identifier: MIT
import { useResearchResult } from '@/api/queries';
import type { ResearchDetail } from '@/api/types';
import { CourtPart } from '@/pages/research/CourtPart';
import { IntegrityTiles } from '@/pages/research/IntegrityTiles';
import { Verdict } from '@/pages/research/verdict';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Shown } from '@/ui/states';
import { FailureCases } from './FailureCases';
import { IntegrityNow } from './IntegrityNow';
import { LookaheadPart } from './LookaheadPart';
import { RobustnessPart } from './RobustnessPart';
import { WalkForwardPart } from './WalkForwardPart';

/** A result, whole: the verdict first, then each part that it has. */
export function ResultPanels({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useResearchResult(id);
  return (
    <>
      <Panel
        title="Verdict"
        note={id}
        className="shrink-0"
        actions={
          <Button size="small" look="quiet" aria-label="Close the result" onClick={onClose}>
            <Icon name="close" size={14} />
          </Button>
        }
      >
        <Shown query={query} lines={6}>
          {(detail) => <Head detail={detail} />}
        </Shown>
      </Panel>
      {query.data && <Parts detail={query.data} />}
    </>
  );
}

function Head({ detail: { result, badge } }: { detail: ResearchDetail }) {
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-2">
        <Verdict verdict={result.verdict} />
        <span className="font-medium text-strong">{result.family}</span>
        {result.synthetic && <Badge tone="warn">Synthetic</Badge>}
        <span className="text-xs text-muted">
          <Moment time={result.made} full />
        </span>
      </p>
      <p className="text-strong">{result.sentence}</p>
      {badge ? <IntegrityTiles badge={badge} /> : <IntegrityNow family={result.family} />}
    </div>
  );
}

function Parts({ detail }: { detail: ResearchDetail }) {
  const { look_ahead, walk_forward, robustness, court } = detail;
  return (
    <>
      {look_ahead && (
        <Panel title="Look-ahead" className="shrink-0">
          <LookaheadPart report={look_ahead} />
        </Panel>
      )}
      {walk_forward && (
        <Panel title="Walk forward" className="shrink-0" flush>
          <WalkForwardPart report={walk_forward} />
        </Panel>
      )}
      {robustness && (
        <Panel title="Robustness" note={robustness.verdict} className="shrink-0" flush>
          <RobustnessPart report={robustness} />
        </Panel>
      )}
      {robustness && robustness.failure_cases.kinds.length > 0 && (
        <Panel title="Failure cases" note="where strategies die" className="shrink-0" flush>
          <FailureCases cases={robustness.failure_cases} />
        </Panel>
      )}
      {court && (
        <Panel title="Overfitting court" className="shrink-0">
          <CourtPart court={court} />
        </Panel>
      )}
    </>
  );
}
