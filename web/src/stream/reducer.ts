// SPDX-License-Identifier: MIT
// What one channel shows after each message: a pure function, so that order, gaps and resuming can
// be tested without a socket.
import type { ChannelMessage } from './messages';

export type Row = Record<string, unknown>;

/** How a channel is kept: rows by a key, newest first and at most `cap`, or one object. */
export type ChannelKind =
  | { kind: 'object' }
  | {
      kind: 'rows';
      keyOf: (row: Row) => string;
      cap: number;
      /** Rows only replace each other, and the server leaves out numbers for a slow page. */
      isConflated?: boolean;
    };

export interface ChannelState {
  /** Of the last message that was taken; null before the first snapshot. */
  seq: number | null;
  /** Rows by key, in the order in which they were first seen: oldest first. */
  rows: ReadonlyMap<string, Row>;
  value: unknown;
}

export type Step =
  | { outcome: 'taken'; state: ChannelState }
  /** Seen before: a resumed stream may repeat its last message. */
  | { outcome: 'repeated' }
  /** Something is missing before it: the channel must be asked for again. */
  | { outcome: 'gap' };

export const EMPTY: ChannelState = { seq: null, rows: new Map(), value: undefined };

export function reduce(kind: ChannelKind, state: ChannelState, message: ChannelMessage): Step {
  if (message.type === 'snapshot') return { outcome: 'taken', state: fresh(kind, message) };
  if (state.seq === null) return { outcome: 'gap' };
  if (message.seq <= state.seq) return { outcome: 'repeated' };
  // An object replaces itself whole and may be conflated: numbers left out lose nothing.
  if (kind.kind === 'object') return { outcome: 'taken', state: fresh(kind, message) };
  if (message.seq !== state.seq + 1 && !kind.isConflated) return { outcome: 'gap' };
  const rows = merge(kind, state.rows, rowsIn(message.data));
  return { outcome: 'taken', state: { ...state, seq: message.seq, rows } };
}

function fresh(kind: ChannelKind, { seq, data }: ChannelMessage): ChannelState {
  if (kind.kind === 'object') return { seq, rows: EMPTY.rows, value: data };
  // A snapshot comes newest first, as every list does.
  return { seq, rows: merge(kind, new Map(), rowsIn(data).reverse()), value: undefined };
}

function rowsIn(data: unknown): Row[] {
  if (Array.isArray(data)) return data.filter(isRow);
  return isRow(data) ? [data] : [];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merge(
  { keyOf, cap }: Extract<ChannelKind, { kind: 'rows' }>,
  old: ReadonlyMap<string, Row>,
  changed: Row[],
): ReadonlyMap<string, Row> {
  const rows = new Map(old);
  for (const row of changed) rows.set(keyOf(row), row);
  for (const key of rows.keys()) {
    if (rows.size <= cap) break;
    rows.delete(key);
  }
  return rows;
}
