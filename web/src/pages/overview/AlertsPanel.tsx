// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import type { AlertRow } from '@/api/types';
import { useAlertRows } from '@/pages/alerts/alertRows';
import { Severity } from '@/pages/alerts/Severity';
import { sentence } from '@/format/number';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Empty, Failed, Loading } from '@/ui/states';

const SHOWN = 12;

export function AlertsPanel({ className = '' }: { className?: string }) {
  const { rows, list } = useAlertRows('');
  return (
    <Panel
      title="Alerts"
      className={className}
      flush
      actions={
        <Link to="/alerts" className="text-xs text-blue hover:underline">
          All
        </Link>
      }
    >
      {!rows ? (
        list.error ? (
          <Failed error={list.error} />
        ) : (
          <Loading lines={4} />
        )
      ) : rows.length === 0 ? (
        <Empty title="All quiet." />
      ) : (
        <Scroll label="Last alerts">
          <ul className="live">
            {rows.slice(0, SHOWN).map((row) => (
              <Alert key={row.alert} row={row} />
            ))}
          </ul>
        </Scroll>
      )}
    </Panel>
  );
}

function Alert({ row }: { row: AlertRow }) {
  return (
    <li className="border-b border-line/50 px-3 py-1.5 last:border-0">
      <span className="flex items-center justify-between gap-2">
        <Severity severity={row.severity} />
        <span className="text-xs text-muted">
          <Moment time={row.time} />
        </span>
      </span>
      <span className="mt-0.5 block text-xs break-words">
        {row.rule && <span className="text-muted">{sentence(row.rule)}: </span>}
        {row.text}
      </span>
    </li>
  );
}
