// SPDX-License-Identifier: MIT
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ChannelMessage } from './messages';
import { type Link, type Socket, StreamClient } from './client';

class FakeSocket implements Socket {
  sent: unknown[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
  }
  hear(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const links: Link[] = [];
  const messages: ChannelMessage[] = [];
  const seqs: Record<string, number> = {};
  const client = new StreamClient({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    ticket: async () => 'once',
    onLink: (link) => links.push(link),
    onMessage: (message) => messages.push(message),
    onError: () => undefined,
    seqOf: (channel) => seqs[channel] ?? null,
  });
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('no socket');
    return socket;
  };
  return { client, sockets, links, messages, seqs, last };
}

async function connect(world: ReturnType<typeof setUp>): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0);
  const socket = world.last();
  socket.onopen?.();
  socket.hear({ type: 'welcome', role: 'viewer', ts: '' });
  return socket;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('signs in before it subscribes, and counts wishes', async () => {
  const world = setUp();
  const leave = world.client.want('orders');
  const leaveToo = world.client.want('orders');
  world.client.start();
  const socket = await connect(world);
  expect(socket.sent).toEqual([
    { type: 'auth', ticket: 'once' },
    { type: 'subscribe', channels: ['orders'] },
  ]);
  leave();
  await vi.advanceTimersByTimeAsync(50);
  expect(socket.sent).toHaveLength(2);
  leaveToo();
  await vi.advanceTimersByTimeAsync(50);
  expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', channels: ['orders'] });
  world.client.stop();
});

it('tells the wishes of two pages together and never leaves what both want', async () => {
  const world = setUp();
  const leave = ['orders', 'book:BTC/USDT'].map((channel) => world.client.want(channel));
  world.client.start();
  const socket = await connect(world);
  for (const go of leave) go();
  for (const channel of ['orders', 'alerts', 'fills']) world.client.want(channel);
  await vi.advanceTimersByTimeAsync(50);
  expect(socket.sent.slice(2)).toEqual([
    { type: 'unsubscribe', channels: ['book:BTC/USDT'] },
    { type: 'subscribe', channels: ['alerts', 'fills'] },
  ]);
  world.client.stop();
});

it('is stale within two silent seconds, and live again with the next beat', async () => {
  const world = setUp();
  world.client.start();
  const socket = await connect(world);
  await vi.advanceTimersByTimeAsync(1800);
  expect(world.links.at(-1)).toBe('live');
  await vi.advanceTimersByTimeAsync(200);
  expect(world.links.at(-1)).toBe('stale');
  socket.hear({ type: 'beat', ts: '' });
  expect(world.links.at(-1)).toBe('live');
  world.client.stop();
});

it('comes back after a loss and asks for what it missed', async () => {
  const world = setUp();
  world.client.want('orders');
  world.client.start();
  const socket = await connect(world);
  world.seqs['orders'] = 41;
  socket.onclose?.();
  expect(world.links.at(-1)).toBe('offline');
  await vi.advanceTimersByTimeAsync(600);
  const again = await connect(world);
  expect(world.sockets).toHaveLength(2);
  expect(again.sent.at(-1)).toEqual({
    type: 'subscribe',
    channels: ['orders'],
    since: { orders: 41 },
  });
  world.client.stop();
});

it('waits longer after each failure', async () => {
  const world = setUp();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  world.client.start();
  await vi.advanceTimersByTimeAsync(0);
  world.last().onclose?.();
  await vi.advanceTimersByTimeAsync(500);
  expect(world.sockets).toHaveLength(2);
  world.last().onclose?.();
  await vi.advanceTimersByTimeAsync(900);
  expect(world.sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(100);
  expect(world.sockets).toHaveLength(3);
  world.client.stop();
});

it('gives up a connection that is dead without saying so', async () => {
  const world = setUp();
  world.client.start();
  const socket = await connect(world);
  await vi.advanceTimersByTimeAsync(10_300);
  expect(socket.isClosed).toBe(true);
  expect(world.links.at(-1)).not.toBe('live');
  world.client.stop();
});

it('resumes one channel after a gap', async () => {
  const world = setUp();
  world.client.want('fills');
  world.client.start();
  const socket = await connect(world);
  world.seqs['fills'] = 5;
  world.client.resume('fills');
  expect(socket.sent.at(-1)).toEqual({
    type: 'subscribe',
    channels: ['fills'],
    since: { fills: 5 },
  });
  world.client.stop();
});
