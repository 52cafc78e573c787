// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import type { DecisionRow } from '@/api/types';
import { ALL_DECISIONS, useDecisionRows } from '@/pages/decisions/decisionRows';
import { Outcome } from '@/pages/decisions/Outcome';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Failed, Loading } from '@/ui/states';

const SHOWN = 12;

export function DecisionsPanel({ className = '' }: { className?: string }) {
  const { rows, list } = useDecisionRows(ALL_DECISIONS);
  return (
    <Panel
      title="Last decisions"
      className={className}
      flush
      actions={
        <Link to="/decisions" className="text-xs text-blue hover:underline">
          All
        </Link>
      }
    >
      {rows ? (
        <List rows={rows.slice(0, SHOWN)} />
      ) : list.error ? (
        <Failed error={list.error} />
      ) : (
        <Loading lines={5} />
      )}
    </Panel>
  );
}

function List({ rows }: { rows: DecisionRow[] }) {
  if (rows.length === 0)
    return <Empty title="No decision yet." hint="Strategies decide when their bars close." />;
  return (
    <ul className="live min-h-0 overflow-y-auto">
      {rows.map((row) => (
        <li key={row.decision} className="border-b border-line/50 last:border-0">
          <Link
            to={`/decisions?decision=${row.decision}`}
            className="block px-3 py-1.5 -outline-offset-2 hover:bg-raised"
          >
            <span className="flex items-center gap-2">
              <span className="font-medium text-strong">{row.pair}</span>
              <Outcome outcome={row.outcome} />
              <span className="ml-auto text-xs text-muted">
                <Moment time={row.time} />
              </span>
            </span>
            <span className="block truncate text-xs text-muted">{row.text || row.strategy}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
