// SPDX-License-Identifier: MIT
import { useStartCourt } from '@/api/acts';
import { useHas } from '@/api/capabilities';
import { useSweep } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { SweepDetail } from '@/api/types';
import { count, counted, fixed, percent } from '@/format/number';
import { Button } from '@/ui/Button';
import { Icon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Segments } from '@/ui/Segments';
import { Empty, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { shortNumber } from '@/pages/research/heat';
import { CourtOfSweep } from './CourtOfSweep';
import { HeatPart } from './HeatPart';
import { ParallelPlot } from './ParallelPlot';

const VIEWS = [
  ['heat', 'Heat map'],
  ['parallel', 'Parallel coordinates'],
  ['best', 'The best'],
] as const;
type View = (typeof VIEWS)[number][0];

export function SweepPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const [view, setView] = useUrlState('view', 'heat');
  const query = useSweep(id);
  const shown: View = VIEWS.find(([key]) => key === view)?.[0] ?? 'heat';
  return (
    <>
      <Panel
        title={id}
        note={query.data && counted(query.data.tried, 'trial')}
        flush
        className="min-h-72 shrink-0"
        actions={
          <>
            <Segments label="What is shown" value={shown} options={VIEWS} onChange={setView} />
            <Button size="small" look="quiet" aria-label="Close the sweep" onClick={onClose}>
              <Icon name="close" size={14} />
            </Button>
          </>
        }
      >
        <Shown query={query} lines={8}>
          {(sweep) => <Sweep sweep={sweep} view={shown} />}
        </Shown>
      </Panel>
      {query.data?.sweep.complete && <OverfittingPanel sweep={query.data} />}
    </>
  );
}

function Sweep({ sweep, view }: { sweep: SweepDetail; view: View }) {
  return (
    <>
      <p className="px-3 pt-2 text-xs text-muted">
        {sweep.sweep.family}; looks for {sweep.sweep.objective}
        {sweep.min_trades > 0 && ` with at least ${counted(sweep.min_trades, 'trade')}`}; median{' '}
        {fixed(sweep.sweep.median_score, 2)}
        {sweep.without_score > 0 && `; ${counted(sweep.without_score, 'trial')} without a score`}
        {sweep.trials.length < sweep.tried &&
          `; the ${count(sweep.trials.length)} best of ${count(sweep.tried)} trials are shown`}
        .
      </p>
      {view === 'heat' && <HeatPart sweep={sweep} />}
      {view === 'parallel' && <ParallelPlot sweep={sweep} />}
      {view === 'best' && <Best sweep={sweep} />}
    </>
  );
}

function Best({ sweep }: { sweep: SweepDetail }) {
  if (sweep.best.length === 0) {
    return (
      <Empty
        title="There is no best one yet."
        hint="It is told once all trials of the sweep are known."
      />
    );
  }
  const names = sweep.axes.map(({ name }) => name);
  return (
    <PlainTable
      label="The best trials"
      columns={[
        { name: 'Rank', key: 'rank' },
        ...names.map((name) => ({ name, key: `param ${name}`, right: true })),
        { name: 'Score', key: 'score', right: true },
        { name: 'Return', key: 'return', right: true },
        { name: 'Drawdown', key: 'drawdown', right: true, wide: true },
        { name: 'Trades', key: 'trades', right: true, wide: true },
      ]}
      rows={sweep.best.map(({ rank, trial, params, score, figures }) => ({
        key: String(trial),
        cells: [
          rank,
          ...names.map((name) => shortNumber(params[name] ?? NaN)),
          fixed(score, 3),
          percent(figures['total_return'], 1),
          percent(figures['max_drawdown'], 1),
          count(figures['trades']),
        ],
      }))}
    />
  );
}

/** The best of many is good by choice: what the court says to that. */
function OverfittingPanel({ sweep }: { sweep: SweepDetail }) {
  const has = useHas();
  const may = useMay('trader') && has('post /jobs/court');
  const hold = useStartCourt();
  return (
    <Panel
      title="Overfitting verdict"
      className="shrink-0"
      actions={
        may && (
          <Button
            size="small"
            look="primary"
            disabled={hold.isPending}
            onClick={() => hold.mutate({ sweep: sweep.sweep.id })}
          >
            Hold court over this sweep
          </Button>
        )
      }
    >
      <CourtOfSweep family={sweep.sweep.family} />
    </Panel>
  );
}
