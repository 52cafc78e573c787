// SPDX-License-Identifier: MIT
import type { BookView, InstrumentView } from '@/api/types';
import { subtract } from '@/format/decimal';
import { fixed } from '@/format/number';
import { useObject } from '@/stream/stream';
import { Price, Quantity } from '@/ui/amounts';
import { Panel } from '@/ui/Panel';
import { Loading } from '@/ui/states';
import { type DepthLevel, depthOf } from './depth';
import { useTicketPrice } from './ticketStore';

const ROW = 'relative grid h-[1.125rem] w-full grid-cols-2 items-center px-3 text-right text-xs';

export function BookPanel({
  instrument,
  className = '',
}: {
  instrument: InstrumentView;
  className?: string;
}) {
  const book = useObject(`book:${instrument.pair}`);
  return (
    <Panel title="Book" className={className} flush>
      {book ? <Ladder book={book} /> : <Loading lines={12} />}
    </Panel>
  );
}

/**
 * As many levels as fit whole: what does not fit is wrapped out of sight. A row is a place, not a
 * price: a new book changes its texts and makes no elements.
 */
function Ladder({ book }: { book: BookView }) {
  const bids = depthOf(book.bids);
  const asks = depthOf(book.asks);
  const most = Math.max(Number(bids.at(-1)?.total ?? 0), Number(asks.at(-1)?.total ?? 0));
  return (
    <div className="live grid min-h-0 flex-1 grid-rows-[auto_minmax(0,1fr)_auto_minmax(0,1fr)]">
      <div className={`${ROW} h-6! text-2xs text-muted`}>
        <span>Price</span>
        <span>Quantity</span>
      </div>
      <div
        className="flex flex-col-reverse flex-wrap overflow-hidden"
        role="list"
        aria-label="Asks, the best last"
      >
        {asks.map((level, place) => (
          <Level key={place} pair={book.pair} level={level} most={most} side="ask" />
        ))}
      </div>
      <Middle book={book} />
      <div
        className="flex flex-col flex-wrap overflow-hidden"
        role="list"
        aria-label="Bids, the best first"
      >
        {bids.map((level, place) => (
          <Level key={place} pair={book.pair} level={level} most={most} side="bid" />
        ))}
      </div>
    </div>
  );
}

function Middle({ book }: { book: BookView }) {
  const [bid, ask] = [book.bids[0]?.price, book.asks[0]?.price];
  if (!bid || !ask)
    return <div className="border-y px-3 py-1 text-xs text-muted">one side is empty</div>;
  const bps = ((Number(ask) - Number(bid)) / Number(bid)) * 1e4;
  return (
    <div className="flex justify-between border-y px-3 py-1 text-xs text-muted">
      <span>Spread</span>
      <span>
        <Price pair={book.pair} value={subtract(ask, bid)} /> · {fixed(bps, 1)} bp
      </span>
    </div>
  );
}

interface LevelProps {
  pair: string;
  level: DepthLevel;
  most: number;
  side: 'bid' | 'ask';
}

const SIDES = {
  bid: { text: 'text-green', bar: 'bg-green/15' },
  ask: { text: 'text-red', bar: 'bg-red/15' },
};

/** A level with the depth up to it; pressing it puts its price into the ticket. */
function Level({ pair, level, most, side }: LevelProps) {
  const take = useTicketPrice((store) => store.take);
  const { text, bar } = SIDES[side];
  return (
    <div role="listitem" className="w-full shrink-0">
      <button
        type="button"
        tabIndex={-1}
        className={`${ROW} hover:bg-raised`}
        onClick={() => take(level.price)}
      >
        <span
          aria-hidden
          className={`absolute inset-y-px right-0 ${bar}`}
          style={{ width: `${(Number(level.total) / most) * 100}%` }}
        />
        <span className={`relative ${text}`}>
          <Price pair={pair} value={level.price} />
        </span>
        <span className="relative text-text">
          <Quantity pair={pair} value={level.quantity} />
        </span>
      </button>
    </div>
  );
}
