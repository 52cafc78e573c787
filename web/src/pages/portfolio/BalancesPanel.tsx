// SPDX-License-Identifier: MIT
import { usePositions, useTransfers } from '@/api/queries';
import type { PositionsView, Transfer } from '@/api/types';
import { exact, money, sign } from '@/format/decimal';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Scroll } from '@/ui/Scroll';
import { Segments } from '@/ui/Segments';
import { Empty, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';

const SHOWS = [
  ['balances', 'Now'],
  ['transfers', 'In and out'],
] as const;
type Show = (typeof SHOWS)[number][0];

/** What the account has, and what of it came or went by other hands than the session's. */
export function BalancesPanel() {
  const [show, setShow] = useUrlState<Show>('balances', 'balances');
  const isNow = show === 'balances';
  return (
    <Panel
      title={isNow ? 'Balances' : 'Paid in and out'}
      note={isNow && 'at the venue'}
      className="lg:col-span-4"
      flush
      actions={<Segments label="Which money" value={show} options={SHOWS} onChange={setShow} />}
    >
      {isNow ? <Balances /> : <Transfers />}
    </Panel>
  );
}

function Balances() {
  return <Shown query={usePositions()}>{(view) => <BalanceList view={view} />}</Shown>;
}

function BalanceList({ view }: { view: PositionsView }) {
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

function Transfers() {
  return <Shown query={useTransfers()}>{({ items }) => <TransferList items={items} />}</Shown>;
}

const COLUMNS = [
  { key: 'time', name: 'Time' },
  { key: 'what', name: 'What' },
  { key: 'amount', name: 'Amount', right: true },
];

function TransferList({ items }: { items: Transfer[] }) {
  if (items.length === 0) return <Empty title="Nothing was paid in or out." />;
  return (
    <PlainTable
      label="Paid in and out"
      columns={COLUMNS}
      rows={items.map((row) => ({
        key: String(row.transfer),
        cells: [
          <Moment key="time" time={row.time} />,
          <span key="what" className="whitespace-nowrap">
            {whatOf(row)}
          </span>,
          <Amount key="amount" row={row} />,
        ],
      }))}
    />
  );
}

function whatOf({ kind, amount }: Transfer): string {
  if (kind === 'start') return 'Start';
  return sign(amount) < 0 ? 'Taken out' : 'Paid in';
}

/** Of another coin than the account's with its value when it came. */
function Amount({ row }: { row: Transfer }) {
  const { amount, currency, value, value_currency } = row;
  return (
    <span className="whitespace-nowrap">
      {exact(amount)} {currency}
      {currency !== value_currency && (
        <span className="block text-xs text-muted">
          {value === null ? 'no price yet' : `${money(value)} ${value_currency} then`}
        </span>
      )}
    </span>
  );
}
