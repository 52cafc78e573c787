// SPDX-License-Identifier: MIT
import type { TradeView } from '@/api/types';
import { clock } from '@/format/time';
import { useZone } from '@/settings/store';
import { useRows } from '@/stream/stream';
import { Price, Quantity } from '@/ui/amounts';
import { Arrow } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Empty, Loading } from '@/ui/states';

const SHOWN = 30;

export function TapePanel({ pair, className = '' }: { pair: string; className?: string }) {
  const trades = useRows(`trades:${pair}`);
  return (
    <Panel title="Tape" className={className} flush>
      {!trades ? (
        <Loading />
      ) : trades.length === 0 ? (
        <Empty title="No trade seen yet." />
      ) : (
        <Scroll label="Trades, the newest first">
          <Tape pair={pair} trades={trades.slice(0, SHOWN)} />
        </Scroll>
      )}
    </Panel>
  );
}

function Tape({ pair, trades }: { pair: string; trades: TradeView[] }) {
  const zone = useZone();
  return (
    <ul className="live py-1 text-xs">
      {trades.map(({ time, price, quantity, side }, place) => (
        <li
          // A row is a place: a burst of trades changes the texts and makes no elements.
          key={place}
          className="grid h-[1.125rem] grid-cols-[3.5rem_5rem_1fr] items-center gap-x-2 px-3 text-right"
        >
          <span className="text-left text-muted">{clock(time, zone)}</span>
          <span className={`whitespace-nowrap ${side === 'buy' ? 'text-green' : 'text-red'}`}>
            <Arrow isUp={side === 'buy'} />
            <span className="sr-only">{side} at </span>
            <Price pair={pair} value={price} />
          </span>
          <span>
            <Quantity pair={pair} value={quantity} />
          </span>
        </li>
      ))}
    </ul>
  );
}
