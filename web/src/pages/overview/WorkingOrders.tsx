// SPDX-License-Identifier: MIT
import { Link, useNavigate } from 'react-router';
import { BRIEF_ORDER_COLUMNS } from '@/pages/orders/columns';
import { useOpenOrders } from '@/pages/orders/orderRows';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';
import { Table } from '@/ui/Table';

export function WorkingOrders({ className = '' }: { className?: string }) {
  const orders = useOpenOrders();
  const navigate = useNavigate();
  return (
    <Panel
      title="Working orders"
      note={orders?.length}
      className={className}
      flush
      actions={
        <Link to="/orders?show=open" className="text-xs text-blue hover:underline">
          All orders
        </Link>
      }
    >
      {orders ? (
        <Table
          isLive
          label="Working orders"
          columns={BRIEF_ORDER_COLUMNS}
          rows={orders}
          keyOf={({ order_id }) => order_id}
          onOpen={({ order_id }) => void navigate(`/orders?show=open&order=${order_id}`)}
          empty={<Empty title="No order is open." />}
        />
      ) : (
        <Loading lines={5} />
      )}
    </Panel>
  );
}
