// SPDX-License-Identifier: MIT
import { BRIEF_ORDER_COLUMNS, ORDER_COLUMNS } from '@/pages/orders/columns';
import { FillsTable } from '@/pages/orders/FillsTable';
import { OrderDrawer } from '@/pages/orders/OrderDrawer';
import { useOpenOrders } from '@/pages/orders/orderRows';
import { PositionsTable } from '@/pages/portfolio/PositionsTable';
import { isHeld, usePositionRows } from '@/pages/portfolio/positionRows';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty, Failed, Loading } from '@/ui/states';
import { Table } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';

const VIEWS = [
  ['positions', 'Positions'],
  ['orders', 'Open orders'],
  ['fills', 'Fills'],
] as const;

/** What is held, what is asked for and what was traded: of every pair, fills of this one. */
export function HoldingsPanel({ pair, className = '' }: { pair: string; className?: string }) {
  const [view, setView] = useUrlState<(typeof VIEWS)[number][0]>('show', 'positions');
  const [order, setOrder] = useUrlState('order', '');
  return (
    <Panel
      title="Holdings"
      className={className}
      flush
      actions={<Segments label="Holdings" value={view} options={VIEWS} onChange={setView} />}
    >
      {view === 'positions' && <Positions />}
      {view === 'orders' && <OpenOrders onOpen={setOrder} />}
      {view === 'fills' && <FillsTable pair={pair} onOpen={(id) => setOrder(String(id))} />}
      {order && <OrderDrawer id={Number(order)} onClose={() => setOrder('')} />}
    </Panel>
  );
}

function Positions() {
  const { rows, query } = usePositionRows();
  if (!rows) return query.error ? <Failed error={query.error} /> : <Loading />;
  return <PositionsTable isBrief rows={rows.filter(isHeld)} />;
}

const LEFT_OUT = new Set(['Order', 'Average', 'Type']);
const COLUMNS = ORDER_COLUMNS.filter(({ name }) => !LEFT_OUT.has(name)).map((column) => ({
  ...column,
  wide: !BRIEF_ORDER_COLUMNS.some(({ name, wide }) => name === column.name && !wide),
}));

function OpenOrders({ onOpen }: { onOpen: (id: string) => void }) {
  const orders = useOpenOrders();
  if (!orders) return <Loading />;
  return (
    <Table
      isLive
      label="Open orders"
      columns={COLUMNS}
      rows={orders}
      keyOf={({ order_id }) => order_id}
      onOpen={({ order_id }) => onOpen(String(order_id))}
      empty={<Empty title="No order is open." />}
    />
  );
}
