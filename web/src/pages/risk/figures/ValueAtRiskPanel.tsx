// SPDX-License-Identifier: MIT
import { useRiskMeasures, useRiskSummary } from '@/api/queries';
import type { HorizonView, MeasuresView } from '@/api/types';
import { count, percent } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Segments } from '@/ui/Segments';
import { Empty, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { fullest } from '../uses';
import { UseMeter } from '../UseMeter';
import { nameOfMethod, nameOfStep, sentenceOfWhy, tailText, type Unit } from './figures';

export function ValueAtRiskPanel({ className = '' }: { className?: string }) {
  const [unit, setUnit] = useUrlState<Unit>('in', 'share');
  const query = useRiskMeasures();
  return (
    <Panel
      title="Value at risk"
      note="of what is held now"
      className={className}
      flush
      actions={
        <Segments
          label="Shown in"
          value={unit}
          options={[
            ['share', '% of equity'],
            ['money', query.data?.account ?? 'Money'],
          ]}
          onChange={setUnit}
        />
      }
    >
      <Gauges />
      <Shown query={query}>{(measures) => <Horizons measures={measures} unit={unit} />}</Shown>
    </Panel>
  );
}

/** What the session itself holds orders to, working orders included. */
function Gauges() {
  const { data } = useRiskSummary();
  const known = ['var_daily', 'cvar_daily'].flatMap((name) => {
    const use = data && fullest(data.uses, name);
    return use ? [use] : [];
  });
  if (known.length === 0) return null;
  return (
    <div className="live grid grid-cols-2 gap-x-5 border-b p-3">
      {known.map((use) => (
        <UseMeter key={use.name} use={use} isStacked />
      ))}
    </div>
  );
}

function Horizons({ measures, unit }: { measures: MeasuresView; unit: Unit }) {
  const [horizon, setHorizon] = useUrlState('horizon', '');
  const { horizons, left_out } = measures;
  const shown = horizons.find((one) => one.horizon === horizon) ?? horizons[0];
  if (!shown) {
    return <Empty title="Nothing is held." hint="So nothing can be lost by prices that move." />;
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        {horizons.length > 1 && (
          <Segments
            label="Horizon"
            value={shown.horizon}
            options={horizons.map((one) => [one.horizon, nameOfStep(one.horizon)] as const)}
            onChange={setHorizon}
          />
        )}
        <span className="text-xs text-muted">{restsOn(shown)}</span>
      </div>
      {shown.methods.length > 0 && <Methods horizon={shown} unit={unit} />}
      {shown.why && <p className="px-3 py-2 text-xs text-muted">{sentenceOfWhy(shown.why)}</p>}
      {left_out.length > 0 && (
        <p className="px-3 pb-2 text-xs text-muted">
          Not counted, since no pair prices it: {left_out.join(', ')}.
        </p>
      )}
    </>
  );
}

function restsOn({ horizon, observations }: HorizonView): string {
  if (observations === 0) return `Over ${nameOfStep(horizon)}.`;
  return `Over ${nameOfStep(horizon)}, from ${count(observations)} returns.`;
}

const LEVELS = [0.95, 0.99];
const WHATS = [
  ['value_at_risk', 'VaR'],
  ['expected_shortfall', 'CVaR'],
] as const;

function Methods({ horizon, unit }: { horizon: HorizonView; unit: Unit }) {
  const figures = LEVELS.flatMap((level) => WHATS.map(([what, short]) => ({ level, what, short })));
  return (
    <PlainTable
      label={`Value at risk over ${nameOfStep(horizon.horizon)}`}
      columns={[
        { key: 'method', name: 'Method' },
        ...figures.map(({ level, short }) => ({
          key: `${short}${level}`,
          name: `${short} ${percent(level, 0)}`,
          right: true,
        })),
      ]}
      rows={horizon.methods.map(({ method, what, tails }) => ({
        key: method,
        cells: [
          <Method key="name" name={nameOfMethod(method)} what={what} />,
          ...figures.map((figure) => {
            const tail = tails.find(({ level }) => level === figure.level);
            const text = tailText(tail, figure.what, unit);
            return text === null ? (
              <NoFigure key={figure.short} why={tail?.why} />
            ) : (
              <span key={figure.short} className="text-strong">
                {text}
              </span>
            );
          }),
        ],
      }))}
    />
  );
}

function Method({ name, what }: { name: string; what: string }) {
  return (
    <>
      <span className="text-text">{name}</span>
      <span className="block max-w-md text-2xs text-muted max-sm:hidden">{what}</span>
    </>
  );
}

function NoFigure({ why }: { why: string | null | undefined }) {
  return (
    <span className="text-muted" title={why ?? undefined}>
      –{why && <span className="sr-only"> {sentenceOfWhy(why)}</span>}
    </span>
  );
}
