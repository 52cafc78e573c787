// SPDX-License-Identifier: MIT
import type {
  AlertFiring,
  AlertingView,
  AlertRow,
  BookView,
  Candle,
  ClosedTrade,
  DecisionRow,
  EquityRow,
  FillRow,
  JobView,
  OrderRow,
  ParentView,
  PositionRow,
  RefusalRow,
  StatusView,
  TickerView,
  TradeView,
} from '@/api/types';
import type { ChannelKind, Row } from './reducer';

/** The rows that each channel of rows delivers. */
export interface RowChannels {
  orders: OrderRow;
  parents: ParentView;
  fills: FillRow;
  positions: PositionRow;
  decisions: DecisionRow;
  equity: EquityRow;
  closed_trades: ClosedTrade;
  alerts: AlertRow;
  firings: AlertFiring;
  refusals: RefusalRow;
  tickers: TickerView;
  jobs: JobView;
  [trades: `trades:${string}`]: TradeView;
  [candles: `candles:${string}`]: Candle;
}

/** What each channel of one object delivers. */
export interface ObjectChannels {
  status: StatusView;
  alerting: AlertingView;
  [book: `book:${string}`]: BookView;
}

function keyed(columns: string[], cap: number): Extract<ChannelKind, { kind: 'rows' }> {
  const keyOf = (row: Row) => columns.map((column) => String(row[column])).join('|');
  return { kind: 'rows', keyOf, cap };
}

const KINDS: Record<string, ChannelKind> = {
  status: { kind: 'object' },
  alerting: { kind: 'object' },
  book: { kind: 'object' },
  orders: keyed(['order_id'], 5000),
  parents: keyed(['parent'], 1000),
  fills: keyed(['venue', 'account', 'pair', 'trade_id'], 2000),
  positions: { ...keyed(['venue', 'account', 'strategy', 'pair'], 5000), isConflated: true },
  decisions: keyed(['decision'], 1000),
  equity: keyed(['account', 'time'], 5000),
  closed_trades: keyed(['trade'], 2000),
  alerts: keyed(['alert'], 1000),
  firings: keyed(['firing'], 500),
  refusals: keyed(['refusal'], 1000),
  tickers: { ...keyed(['pair'], 5000), isConflated: true },
  jobs: keyed(['id'], 500),
  trades: keyed(['trade_id'], 200),
  candles: keyed(['time'], 5000),
};

/** How "trades:BTC/USDT" or "orders" is kept; undefined: this page does not know such a channel. */
export function kindOf(channel: string): ChannelKind | undefined {
  return KINDS[channel.split(':', 1)[0] ?? ''];
}
