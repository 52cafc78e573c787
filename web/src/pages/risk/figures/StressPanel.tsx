// SPDX-License-Identifier: MIT
import { useStress } from '@/api/queries';
import type { StressRowView, StressView } from '@/api/types';
import { capital, percent, sentence, signed } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { SignedPercent } from '@/ui/numbers';
import { Empty, Shown } from '@/ui/states';
import { sentenceOfWhy } from './figures';

export function StressPanel({ className = '' }: { className?: string }) {
  const query = useStress();
  return (
    <Panel
      title="Stress"
      note="what is held now, on a day unlike the others"
      className={className}
      flush
    >
      <Shown query={query}>
        {(view) =>
          view.why ? (
            <Empty title="No stress test." hint={sentenceOfWhy(view.why)} />
          ) : (
            <Scenarios view={view} />
          )
        }
      </Shown>
    </Panel>
  );
}

function Scenarios({ view }: { view: StressView }) {
  const worst = Math.max(0, ...view.scenarios.map(({ share }) => -share));
  return (
    <>
      <PlainTable
        label="Stress scenarios, the worst first"
        columns={[
          { key: 'name', name: 'Scenario' },
          { key: 'profit', name: view.account, right: true },
          { key: 'share', name: 'Of equity', right: true },
          { key: 'bar', name: <span className="sr-only">As a bar</span>, wide: true },
          { key: 'parts', name: 'Made of', wide: true },
        ]}
        rows={view.scenarios.map((row) => ({
          key: row.name,
          cells: [
            <Name key="name" row={row} />,
            <span key="profit" className="text-strong">
              {signed(row.profit, 2)}
            </span>,
            <SignedPercent key="share" value={row.share} />,
            <Bar key="bar" share={worst > 0 ? Math.max(0, -row.share) / worst : 0} />,
            <Parts key="parts" row={row} />,
          ],
        }))}
      />
      <div className="space-y-1 px-3 py-2 text-xs text-muted">
        <p>
          What cannot be sold for a while is told at {percent(view.confidence, 0)} confidence;
          leaving is what selling all would cost more than now.
        </p>
        {view.notes.map((note) => (
          <p key={note}>{sentenceOfWhy(note)}</p>
        ))}
      </div>
    </>
  );
}

function Name({ row: { name, description } }: { row: StressRowView }) {
  return (
    <>
      <span className="text-text">{sentence(name)}</span>
      <span className="block text-2xs text-muted">{capital(description)}</span>
    </>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <div aria-hidden className="h-1.5 w-28 overflow-hidden rounded-full bg-raised">
      <div className="h-full rounded-full bg-red" style={{ width: `${share * 100}%` }} />
    </div>
  );
}

const PARTS = [
  ['prices', 'prices'],
  ['cash', 'cash'],
  ['stuck', 'stuck'],
  ['leaving', 'leaving'],
] as const;

/** The largest part first; what is less than a cent is none. */
function Parts({ row }: { row: StressRowView }) {
  const parts = PARTS.map(([key, name]) => ({ name, value: row[key] }))
    .filter(({ value }) => Math.abs(value) >= 0.005)
    .sort((a, b) => b.value - a.value);
  if (parts.length === 0) return <span className="text-muted">nothing</span>;
  return (
    <span className="text-xs text-muted">
      {parts.map(({ name, value }) => `${name} ${signed(-value, 2)}`).join(', ')}
    </span>
  );
}
