// SPDX-License-Identifier: MIT
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useParent } from '@/api/queries';
import type { ParentDetail, ParentView } from '@/api/types';
import { exact } from '@/format/decimal';
import { capital, sentence, words } from '@/format/number';
import { useStatus } from '@/shell/status';
import { useRows } from '@/stream/stream';
import { Dialog } from '@/ui/Dialog';
import { Moment } from '@/ui/Moment';
import { SideText } from '@/ui/numbers';
import { Shown } from '@/ui/states';
import { ChildOrders } from './ChildOrders';
import { Costs } from './Costs';
import { isOver } from './parentRows';
import { ParentStateBadge } from './ParentState';
import { WorkProgress } from './WorkProgress';

export function ParentDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const query = useParent(id);
  const live = useRows('parents')?.find(({ parent }) => parent === id);
  useReadAgain(id, live);
  return (
    <Dialog shape="drawer" title={`Large order ${id}`} isOpen onClose={onClose}>
      <Shown query={query} lines={10}>
        {(detail) => <Detail detail={live ? { ...detail, parent: live } : detail} />}
      </Shown>
    </Dialog>
  );
}

/** The stream tells of the large order; its orders are read again when that changes. */
function useReadAgain(id: number, live: ParentView | undefined): void {
  const queries = useQueryClient();
  const updated = live?.updated;
  useEffect(() => {
    if (updated) void queries.invalidateQueries({ queryKey: [`/parents/${id}`] });
  }, [queries, id, updated]);
}

function Detail({ detail: { parent, orders } }: { detail: ParentDetail }) {
  const { status } = useStatus();
  return (
    <div className="space-y-5">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-lg font-semibold text-strong">
          <SideText side={parent.side} /> {exact(parent.quantity)} {parent.pair}
        </span>
        <ParentStateBadge state={parent.state} />
      </div>
      {!isOver(parent) && <WorkProgress row={parent} now={status?.time} />}
      <Facts row={parent} />
      {parent.total !== null && <Costs row={parent} />}
      <section>
        <h3 className="mb-2 text-xs font-semibold text-strong">Its orders</h3>
        <ChildOrders orders={orders} sent={parent.children} />
      </section>
    </div>
  );
}

function Facts({ row }: { row: ParentView }) {
  const { work } = row;
  const facts: [string, ReactNode][] = [
    ['Algorithm', words(row.algorithm)],
    ['Strategy', row.strategy],
    ['Reason', row.reason && capital(row.reason)],
    ['Decision', row.decision && <DecisionLink key="decision" id={row.decision} />],
    ['Filled', isOver(row) && `${exact(row.filled)} of ${exact(row.quantity)}`],
    ['In orders now', work && exact(work.working)],
    ['Left to send', work && exact(work.left)],
    ['Started', <Moment key="started" time={row.started} full />],
    ['Ends', work && <Moment key="ends" time={work.ends} full />],
    ['Ended', isOver(row) && <Moment key="ended" time={row.updated} full />],
    ['Prices', row.prices && sentence(row.prices)],
  ];
  return (
    <dl className="grid grid-cols-[7rem_1fr] gap-x-3 gap-y-1">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 text-strong">{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function DecisionLink({ id }: { id: number }) {
  return (
    <Link to={`/decisions?decision=${id}`} className="text-blue underline">
      {id}: why it was wanted
    </Link>
  );
}
