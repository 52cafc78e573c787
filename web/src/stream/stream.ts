// SPDX-License-Identifier: MIT
import { useEffect, useMemo } from 'react';
import { API, api } from '@/api/client';
import type { StreamTicket } from '@/api/types';
import type { ObjectChannels, RowChannels } from './channels';
import { type Link, type Socket, StreamClient } from './client';
import type { ChannelMessage } from './messages';
import { forget, seqOf, take, useStream } from './store';

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return new WebSocket(`${scheme}://${location.host}${API}/stream`) as Socket;
}

async function fetchTicket(): Promise<string> {
  return (await api.post<StreamTicket>('/stream-tickets')).ticket;
}

/** Channels that were asked for again and have not answered yet. */
const resuming = new Set<string>();

function receive(message: ChannelMessage): void {
  const isWhole = take(message);
  if (isWhole) resuming.delete(message.channel);
  else if (!resuming.has(message.channel)) {
    resuming.add(message.channel);
    client.resume(message.channel);
  }
}

function changeLink(link: Link): void {
  if (link === 'offline') resuming.clear();
  useStream.setState({ link });
}

const client = new StreamClient({
  open: openSocket,
  ticket: fetchTicket,
  seqOf,
  onLink: changeLink,
  onMessage: receive,
  onError: (detail) => console.warn(`stream: ${detail}`),
});

/** Keeps the page connected while it is shown. */
export function useStreamConnection(): void {
  useEffect(() => {
    client.start();
    return () => {
      client.stop();
      forget();
    };
  }, []);
}

function useWish(channel: string | null): void {
  useEffect(() => (channel === null ? undefined : client.want(channel)), [channel]);
}

const NO_ROWS: never[] = [];

/** The rows of a channel, newest first; undefined before the first snapshot. null: none wanted. */
export function useRows<C extends keyof RowChannels & string>(
  channel: C | null,
): RowChannels[C][] | undefined {
  useWish(channel);
  const state = useStream(({ channels }) => (channel ? channels[channel] : undefined));
  return useMemo(() => {
    if (channel === null) return NO_ROWS;
    return state && ([...state.rows.values()].reverse() as unknown[] as RowChannels[C][]);
  }, [channel, state]);
}

/** What a channel of one object last said; null where the server does not know it now. */
export function useObject<C extends keyof ObjectChannels & string>(
  channel: C | null,
): ObjectChannels[C] | null | undefined {
  useWish(channel);
  const value = useStream(({ channels }) => (channel ? channels[channel]?.value : undefined));
  return value as ObjectChannels[C] | null | undefined;
}

export function useLink() {
  return useStream(({ link }) => link);
}
