// SPDX-License-Identifier: MIT
// The one socket of the page: it signs in with a ticket, keeps the wanted channels subscribed,
// notices silence, and comes back after a loss where it left off.
import type { ChannelMessage, ClientMessage } from './messages';
import { parseMessage } from './protocol';

export type Link =
  | 'connecting'
  | 'live'
  /** Connected, and nothing heard for nearly two seconds: what is shown may be wrong. */
  | 'stale'
  | 'offline';

/** A person is told within two seconds: this, one look, and the painting. The server beats each second. */
const STALE_AFTER_MS = 1850;
const LOOK_MS = 100;
const FIRST_RETRY_MS = 500;
const SETTLE_MS = 30;
const LONGEST_RETRY_MS = 15_000;
/** A connection that is dead without saying so is given up and made again. */
const GIVE_UP_AFTER_MS = 10_000;

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
}

interface StreamOptions {
  open: () => Socket;
  ticket: () => Promise<string>;
  onLink: (link: Link) => void;
  onMessage: (message: ChannelMessage) => void;
  onError: (detail: string) => void;
  /** The last number taken of a channel, to resume after it. */
  seqOf: (channel: string) => number | null;
}

export class StreamClient {
  private readonly options: StreamOptions;
  private readonly wanted = new Map<string, number>();
  /** What the server was told, to be brought in step with what is wanted. */
  private readonly subscribed = new Set<string>();
  private flush: ReturnType<typeof setTimeout> | undefined;
  private socket: Socket | null = null;
  private isWelcome = false;
  private isStopped = true;
  private heardAt = 0;
  private failures = 0;
  private link: Link = 'offline';
  private retry: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;

  constructor(options: StreamOptions) {
    this.options = options;
  }

  start(): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    this.watch = setInterval(() => this.listen(), LOOK_MS);
    void this.connect();
  }

  stop(): void {
    this.isStopped = true;
    clearInterval(this.watch);
    clearTimeout(this.retry);
    clearTimeout(this.flush);
    this.flush = undefined;
    this.drop();
    this.say('offline');
  }

  /** Wants a channel until the returned function is called; wishes are counted. */
  want(channel: string): () => void {
    const wishes = this.wanted.get(channel) ?? 0;
    this.wanted.set(channel, wishes + 1);
    this.settleSoon();
    return () => this.leave(channel);
  }

  /** After a gap: the server sends what is missing, or a snapshot. */
  resume(channel: string): void {
    if (this.subscribed.has(channel)) this.subscribe([channel]);
  }

  private leave(channel: string): void {
    const wishes = (this.wanted.get(channel) ?? 1) - 1;
    if (wishes > 0) this.wanted.set(channel, wishes);
    else this.wanted.delete(channel);
    this.settleSoon();
  }

  /**
   * The wishes of a page that comes and of one that goes are told together: what both want is never
   * left, and the server allows few messages a second.
   */
  private settleSoon(): void {
    this.flush ??= setTimeout(() => {
      this.flush = undefined;
      if (this.isWelcome) this.settle();
    }, SETTLE_MS);
  }

  private settle(): void {
    const left = [...this.subscribed].filter((channel) => !this.wanted.has(channel));
    const come = [...this.wanted.keys()].filter((channel) => !this.subscribed.has(channel));
    for (const channel of left) this.subscribed.delete(channel);
    if (left.length > 0) this.send({ type: 'unsubscribe', channels: left });
    this.subscribe(come);
  }

  private async connect(): Promise<void> {
    this.say('connecting');
    try {
      const ticket = await this.options.ticket();
      if (this.isStopped) return;
      this.attach(this.options.open(), ticket);
    } catch {
      this.tryAgain();
    }
  }

  private attach(socket: Socket, ticket: string): void {
    this.socket = socket;
    this.heardAt = Date.now();
    socket.onopen = () => socket.send(JSON.stringify({ type: 'auth', ticket }));
    socket.onmessage = (event) => this.hear(String(event.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.drop();
      this.tryAgain();
    };
  }

  private hear(text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    this.heardAt = Date.now();
    if (message.type === 'welcome') this.greet();
    if (this.isWelcome) this.say('live');
    if (message.type === 'error') this.options.onError(message.detail);
    if (message.type === 'snapshot' || message.type === 'delta') this.options.onMessage(message);
  }

  private greet(): void {
    this.isWelcome = true;
    this.failures = 0;
    this.subscribed.clear();
    this.settle();
  }

  private subscribe(channels: string[]): void {
    if (channels.length === 0) return;
    for (const channel of channels) this.subscribed.add(channel);
    const since: Record<string, number> = {};
    for (const channel of channels) {
      const seq = this.options.seqOf(channel);
      if (seq !== null) since[channel] = seq;
    }
    const resumes = Object.keys(since).length > 0;
    this.send({ type: 'subscribe', channels, ...(resumes && { since }) });
  }

  private send(message: ClientMessage): void {
    if (this.isWelcome) this.socket?.send(JSON.stringify(message));
  }

  private listen(): void {
    if (!this.socket) return;
    const silence = Date.now() - this.heardAt;
    if (silence >= GIVE_UP_AFTER_MS) {
      this.drop();
      this.tryAgain();
    } else if (this.isWelcome && silence >= STALE_AFTER_MS) {
      this.say('stale');
    }
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = null;
    this.isWelcome = false;
    socket?.close();
  }

  private tryAgain(): void {
    if (this.isStopped) return;
    this.say('offline');
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.failures);
    this.failures += 1;
    // Spread out, so that the pages of a desk do not all come back in the same instant.
    const wait = longest * (0.5 + Math.random() / 2);
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.connect(), wait);
  }

  private say(link: Link): void {
    if (link === this.link) return;
    this.link = link;
    this.options.onLink(link);
  }
}
