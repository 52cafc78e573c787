// SPDX-License-Identifier: MIT
import { pathOf } from '@/api/client';
import { useRun } from '@/api/queries';
import type { RunDetail } from '@/api/types';
import { bytes } from '@/format/number';
import { IntegrityTiles } from '@/pages/research/IntegrityTiles';
import { Badge } from '@/ui/Badge';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { Moment } from '@/ui/Moment';
import { PlainTable } from '@/ui/PlainTable';
import { Shown } from '@/ui/states';
import { Belief } from './Belief';

/** A kept run: its figures, what it was asked, and its files. */
export function RunDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useRun(id);
  return (
    <Dialog title={id} description="A kept run" isOpen onClose={onClose} shape="drawer">
      <Shown query={query} lines={10}>
        {(run) => <Run run={run} />}
      </Shown>
    </Dialog>
  );
}

function Run({ run }: { run: RunDetail }) {
  const figures = run.figures.filter(({ value }) => value !== null);
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-medium text-strong">{run.strategy}</span>
        <Belief belief={run.belief} />
        {run.synthetic && <Badge tone="warn">Synthetic</Badge>}
        <span className="text-xs text-muted">
          <Moment time={run.created_at} full />
        </span>
      </p>
      <Files run={run} />
      {run.integrity_badge && <IntegrityTiles badge={run.integrity_badge} />}
      <PlainTable
        label="Figures"
        columns={[
          { name: 'Figure', key: 'title' },
          { name: `Money in ${run.currency}`, key: 'text', right: true },
        ]}
        rows={figures.map(({ key, title, text }) => ({ key, cells: [title, text] }))}
      />
      <PlainTable
        label="Settings"
        columns={[
          { name: 'Setting', key: 'name' },
          { name: '', key: 'value' },
        ]}
        rows={run.settings.map(({ name, value }) => ({
          key: name,
          cells: [name, <span className="break-all">{value || '–'}</span>],
        }))}
      />
      {run.command && (
        <pre className="rounded border bg-page p-2 text-xs break-all whitespace-pre-wrap">
          {run.command}
        </pre>
      )}
    </div>
  );
}

function Files({ run: { run_id, files } }: { run: RunDetail }) {
  const path = `/runs/${encodeURIComponent(run_id)}`;
  return (
    <ul aria-label="Files" className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      <li>
        <a
          className="inline-flex items-center gap-1 text-blue hover:underline"
          href={pathOf(`${path}/report`)}
          target="_blank"
          rel="noreferrer"
        >
          Report
          <Icon name="external" size={12} />
        </a>
      </li>
      {files.map(({ name, bytes: size }) => (
        <li key={name}>
          <a
            className="inline-flex items-center gap-1 text-blue hover:underline"
            href={pathOf(`${path}/${name}`)}
            download={`${run_id}-${name}`}
          >
            <Icon name="download" size={12} />
            {name} <span className="text-muted">{bytes(size)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
