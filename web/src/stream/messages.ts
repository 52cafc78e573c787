// SPDX-License-Identifier: MIT
// What is said on the WebSocket, GET /api/v1/stream. An OpenAPI document has no place for these, so
// they are written here by hand; the rows inside are those of the API.
import type { Role, Time } from '@/api/types';

export type ClientMessage =
  | { type: 'auth'; ticket: string }
  | { type: 'subscribe'; channels: string[]; since?: Record<string, number> }
  | { type: 'unsubscribe'; channels: string[] }
  | { type: 'ping' };

/**
 * A snapshot of a channel of rows is an array of rows (what a first page of its list would hold),
 * a delta an array of the rows that changed (of tickers and positions: or all of them). status and
 * book:PAIR send their whole object in both.
 */
export interface ChannelMessage {
  type: 'snapshot' | 'delta';
  channel: string;
  seq: number;
  ts: Time;
  data: unknown;
}

export type ServerMessage =
  | { type: 'welcome'; role: Role; ts: Time }
  | ChannelMessage
  | { type: 'error'; detail: string; channel?: string }
  | { type: 'pong' }
  | { type: 'beat'; ts: Time };
