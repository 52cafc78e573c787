// SPDX-License-Identifier: MIT
import { useInstruments, useStrategies } from '@/api/queries';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { FilterSelect } from '@/ui/fields';
import { Icon } from '@/ui/icons';
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { ORDER_COLUMNS } from './columns';
import { FillsTable } from './FillsTable';
import { OrderDrawer } from './OrderDrawer';
import { type OrderFilter, useOrderRows } from './orderRows';

type View = OrderFilter['show'] | 'fills';

const VIEWS = [
  ['all', 'All'],
  ['open', 'Open'],
  ['filled', 'Filled'],
  ['canceled', 'Canceled'],
  ['rejected', 'Rejected'],
  ['fills', 'Fills'],
] as const;

export default function Orders() {
  const [view, setView] = useUrlState<View>('show', 'all');
  const [order, setOrder] = useUrlState('order', '');
  return (
    <div className="flex h-full flex-col gap-2 p-2">
      <div className="overflow-x-auto">
        <Segments label="Which orders" value={view} options={VIEWS} onChange={setView} />
      </div>
      {view === 'fills' ? (
        <Panel title="Fills" className="flex-1" flush>
          <FillsTable onOpen={(id) => setOrder(String(id))} />
        </Panel>
      ) : (
        <OrdersPanel show={view} openId={order} onOpen={setOrder} />
      )}
      {order && <OrderDrawer id={Number(order)} onClose={() => setOrder('')} />}
    </div>
  );
}

interface OrdersPanelProps {
  show: OrderFilter['show'];
  openId: string;
  onOpen: (id: string) => void;
}

function OrdersPanel({ show, openId, onOpen }: OrdersPanelProps) {
  const [pair, setPair] = useUrlState('pair', '');
  const [strategy, setStrategy] = useUrlState('strategy', '');
  const { rows, list } = useOrderRows({ show, pair, strategy });
  const isFiltered = Boolean(pair || strategy);
  return (
    <Panel
      title="Orders"
      note={rows && `${rows.length}${list.hasNextPage ? ' loaded' : ''}`}
      className="flex-1"
      flush
      actions={
        <>
          <PairFilter value={pair} onChange={setPair} />
          <StrategyFilter value={strategy} onChange={setStrategy} />
          <Button
            size="small"
            disabled={!rows?.length}
            aria-label="Save these rows as CSV"
            onClick={() => rows && saveCsv('orders.csv', rows)}
          >
            <Icon name="download" size={14} />
            <span className="max-md:sr-only">CSV</span>
          </Button>
        </>
      }
    >
      <ListTable
        isLive
        label="Orders"
        list={list}
        columns={ORDER_COLUMNS}
        rows={rows}
        keyOf={({ order_id }) => order_id}
        openKey={Number(openId)}
        onOpen={({ order_id }) => onOpen(String(order_id))}
        empty={<NoOrders isFiltered={isFiltered || show !== 'all'} />}
      />
    </Panel>
  );
}

function NoOrders({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No order is like that." hint="Choose another state, pair or strategy." />
  ) : (
    <Empty
      title="No orders yet."
      hint="They appear here the moment a strategy or a person sends one."
    />
  );
}

interface FilterProps {
  value: string;
  onChange: (value: string) => void;
}

function PairFilter({ value, onChange }: FilterProps) {
  const { data } = useInstruments();
  const pairs = data?.items.map(({ pair }) => [pair, pair] as const) ?? [];
  return (
    <FilterSelect
      label="Pair"
      value={value}
      onChange={onChange}
      options={[['', 'All pairs'], ...pairs]}
    />
  );
}

function StrategyFilter({ value, onChange }: FilterProps) {
  const { data } = useStrategies();
  const names = data?.items.map(({ name }) => [name, name] as const) ?? [];
  return (
    <FilterSelect
      label="Strategy"
      value={value}
      onChange={onChange}
      options={[['', 'All strategies'], ...names]}
    />
  );
}
