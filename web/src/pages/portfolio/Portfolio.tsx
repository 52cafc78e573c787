// SPDX-License-Identifier: MIT
import { usePositions } from '@/api/queries';
import type { PositionsView } from '@/api/types';
import { exact, money, sum } from '@/format/decimal';
import { counted } from '@/format/number';
import { EquityPanel } from '@/pages/overview/EquityPanel';
import { Figure, SignedMoney } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Segments } from '@/ui/Segments';
import { Empty, Failed, Loading, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { Allocation } from './Allocation';
import { PositionsTable } from './PositionsTable';
import { isHeld, usePositionRows } from './positionRows';

export default function Portfolio() {
  const query = usePositions();
  return (
    <div className="grid gap-2 p-2 lg:h-full lg:min-h-[44rem] lg:grid-cols-12 lg:grid-rows-[auto_minmax(0,1fr)_minmax(0,1.1fr)]">
      <Sums />
      <EquityPanel className="h-72 lg:col-span-8 lg:h-auto" />
      <Panel title="Allocation" note="of equity" className="lg:col-span-4">
        <Shown query={query}>{(view) => <Allocation view={view} />}</Shown>
      </Panel>
      <PositionsPanel />
      <Panel title="Balances" note="at the venue" className="lg:col-span-4" flush>
        <Shown query={query}>{(view) => <Balances view={view} />}</Shown>
      </Panel>
    </div>
  );
}

function Sums() {
  const { rows } = usePositionRows();
  const { data: view } = usePositions();
  const held = rows?.filter(isHeld);
  return (
    <dl className="live grid grid-cols-2 gap-x-4 gap-y-2 rounded border bg-panel px-3 py-2 sm:grid-cols-4 lg:col-span-12">
      <Figure name="Equity" hint={view?.account}>
        {view ? money(view.equity) : '–'}
      </Figure>
      <Figure name="Invested" hint={held && counted(held.length, 'position')}>
        {view ? money(sum(view.positions.map(({ value }) => value))) : '–'}
      </Figure>
      <Figure name="Unrealized" hint="fees not counted">
        <SignedMoney value={rows && sum(rows.map(({ unrealized_pnl }) => unrealized_pnl ?? '0'))} />
      </Figure>
      <Figure name="Realized" hint="after fees">
        <SignedMoney value={rows && sum(rows.map(({ realized_pnl }) => realized_pnl))} />
      </Figure>
    </dl>
  );
}

const SHOWS = [
  ['held', 'Held'],
  ['all', 'All'],
] as const;

function PositionsPanel() {
  const [show, setShow] = useUrlState<(typeof SHOWS)[number][0]>('positions', 'held');
  const { rows, query } = usePositionRows();
  const shown = show === 'held' ? rows?.filter(isHeld) : rows;
  return (
    <Panel
      title="Positions"
      note={shown?.length}
      className="max-lg:max-h-96 lg:col-span-8"
      flush
      actions={<Segments label="Which positions" value={show} options={SHOWS} onChange={setShow} />}
    >
      {shown ? (
        <PositionsTable rows={shown} />
      ) : query.error ? (
        <Failed error={query.error} />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

function Balances({ view }: { view: PositionsView }) {
  if (view.balances.length === 0) return <Empty title="The venue told of no balance." />;
  return (
    <Scroll label="Balances">
      <dl className="live">
        {view.balances.map(({ currency, amount }) => (
          <div
            key={currency}
            className="flex h-[30px] items-center justify-between border-b border-line/50 px-3"
          >
            <dt className="font-medium text-strong">{currency}</dt>
            <dd>{exact(amount)}</dd>
          </div>
        ))}
      </dl>
    </Scroll>
  );
}
