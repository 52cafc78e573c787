// SPDX-License-Identifier: MIT
import { useAccountSums, usePositions } from '@/api/queries';
import type { AccountSums, Decimal } from '@/api/types';
import { money, ratio, sign, subtract, sum } from '@/format/decimal';
import { counted } from '@/format/number';
import { Figure, SignedMoney, SignedPercent } from '@/ui/numbers';
import { isHeld, usePositionRows } from './positionRows';

/** Where the equity comes from, read as a sum, and what of it is invested. */
export function Sums() {
  const { data: sums } = useAccountSums();
  return (
    <dl className="live grid grid-cols-2 gap-x-4 gap-y-2 rounded border bg-panel px-3 py-2 sm:grid-cols-4 lg:col-span-12 lg:auto-cols-fr lg:grid-flow-col lg:grid-cols-none">
      <Figure name="Equity" hint={sums?.currency}>
        <Amount value={sums?.equity} />
      </Figure>
      <Figure name="= Deposits" hint="in less out">
        <Amount value={sums?.deposits} />
      </Figure>
      <Figure name="+ Realized" hint="before fees">
        <Exactly value={sums?.realized_pnl} />
      </Figure>
      <Figure name="+ Unrealized" hint="at the last bar">
        <Exactly value={sums?.unrealized_pnl} />
      </Figure>
      <Figure name="− Fees" hint="of all fills">
        <Amount value={sums?.fees} />
      </Figure>
      {sums && sign(sums.other) !== 0 && (
        <Figure name="+ Other" hint="what no strategy holds">
          <Exactly value={sums.other} />
        </Figure>
      )}
      <Profit sums={sums} />
      <Invested />
    </dl>
  );
}

function Profit({ sums }: { sums: AccountSums | undefined }) {
  const profit = sums && subtract(sums.equity, sums.deposits);
  const share = sums && profit ? ratio(profit, sums.deposits) : null;
  return (
    <Figure name="Profit" hint={share === null ? 'after fees' : <SignedPercent value={share} />}>
      <Exactly value={profit} />
    </Figure>
  );
}

function Invested() {
  const { rows } = usePositionRows();
  const { data: view } = usePositions();
  const held = rows?.filter(isHeld);
  return (
    <Figure name="Invested" hint={held && counted(held.length, 'position')}>
      {view ? money(sum(view.positions.map(({ value }) => value))) : '–'}
    </Figure>
  );
}

/** Rounded to be read; to the last unit on hovering. */
function Amount({ value }: { value: Decimal | undefined }) {
  return value === undefined ? '–' : <span title={value}>{money(value)}</span>;
}

function Exactly({ value }: { value: Decimal | undefined }) {
  return (
    <span title={value}>
      <SignedMoney value={value} />
    </span>
  );
}
