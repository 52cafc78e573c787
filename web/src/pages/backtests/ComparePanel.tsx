// SPDX-License-Identifier: MIT
import { Suspense, useMemo, useState } from 'react';
import { useComparedRuns } from '@/api/queries';
import type { ComparedRuns } from '@/api/types';
import { LazyLineChart } from '@/charts/lazy';
import { fixed } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Scroll } from '@/ui/Scroll';
import { Segments } from '@/ui/Segments';
import { Loading, Shown } from '@/ui/states';
import { csvRowsOf, differing, figuresOf, letterOf, linesOf, secondsOf } from './compare';

interface Props {
  ids: string[];
  onClose: () => void;
}

export function ComparePanel({ ids, onClose }: Props) {
  const query = useComparedRuns(ids);
  const { data } = query;
  return (
    <Panel
      title="Comparison"
      note={`${ids.length} runs`}
      flush
      className="shrink-0"
      actions={
        <>
          <Button
            size="small"
            disabled={!data}
            onClick={() => data && saveCsv('comparison.csv', csvRowsOf(data))}
          >
            <Icon name="download" size={14} />
            CSV
          </Button>
          <Button size="small" look="quiet" aria-label="Close the comparison" onClick={onClose}>
            <Icon name="close" size={14} />
          </Button>
        </>
      }
    >
      <Shown query={query} lines={6}>
        {(compared) => <Compared compared={compared} />}
      </Shown>
    </Panel>
  );
}

function Compared({ compared }: { compared: ComparedRuns }) {
  const x = useMemo(() => secondsOf(compared), [compared]);
  const lines = useMemo(() => linesOf(compared), [compared]);
  return (
    <div className="grid lg:grid-cols-12">
      <div className="flex flex-col lg:col-span-7 lg:border-r">
        <Legend compared={compared} />
        <div className="flex h-64 flex-col">
          <Suspense fallback={<Loading />}>
            <LazyLineChart
              label="Equity of each run over what it began with"
              x={x}
              isTime
              lines={lines}
              show={(value) => fixed(value, 3)}
            />
          </Suspense>
        </div>
      </div>
      <Scroll label="Runs side by side" className="max-h-96 lg:col-span-5">
        <Sides compared={compared} />
      </Scroll>
    </div>
  );
}

function Legend({ compared: { runs, same_journal } }: { compared: ComparedRuns }) {
  return (
    <ul className="space-y-0.5 px-3 py-2 text-xs">
      {runs.map(({ run_id, synthetic }, at) => (
        <li key={run_id} className="flex min-w-0 items-center gap-2">
          <span className="w-4 font-semibold text-strong">{letterOf(at)}</span>
          <span className="min-w-0 truncate">{run_id}</span>
          {synthetic && <Badge tone="warn">Synthetic</Badge>}
        </li>
      ))}
      {same_journal && <li className="text-muted">All made the same decisions, bit for bit.</li>}
    </ul>
  );
}

const SHOWS = [
  ['key', 'Key figures'],
  ['all', 'All figures'],
  ['settings', 'Settings'],
] as const;

function Sides({ compared }: { compared: ComparedRuns }) {
  const [show, setShow] = useState<(typeof SHOWS)[number][0]>('key');
  const columns = [
    { name: '', key: 'name' },
    ...compared.runs.map(({ run_id }, at) => ({ name: letterOf(at), key: run_id, right: true })),
  ];
  const settings = differing(compared.settings);
  const figures = figuresOf(compared.figures, show === 'all');
  const rows =
    show === 'settings'
      ? settings.map(({ name, values }) => ({ key: name, cells: [name, ...values.map(orDash)] }))
      : figures.map(({ key, title, texts }) => ({ key, cells: [title, ...texts] }));
  return (
    <>
      <div className="p-2">
        <Segments label="What is compared" value={show} options={SHOWS} onChange={setShow} />
      </div>
      {show === 'settings' && (
        <p className="px-3 pb-1 text-xs text-muted">
          {settings.length === 0 ? 'All settings are the same.' : 'Those that differ.'}
        </p>
      )}
      {rows.length > 0 && <PlainTable label="Runs side by side" columns={columns} rows={rows} />}
    </>
  );
}

const orDash = (text: string) => text || '–';
