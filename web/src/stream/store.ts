// SPDX-License-Identifier: MIT
// The channels as the pages see them. Messages are taken at once, so that a gap is noticed, and
// shown together on a frame, ten times a second at most: nobody reads faster, and a burst costs one
// painting.
import { create } from 'zustand';
import type { ChannelMessage } from './messages';
import { kindOf } from './channels';
import type { Link } from './client';
import { type ChannelState, EMPTY, reduce } from './reducer';

interface StreamStore {
  link: Link;
  channels: Record<string, ChannelState>;
}

export const useStream = create<StreamStore>(() => ({ link: 'offline', channels: {} }));

const taken = new Map<string, ChannelState>();
const changed = new Set<string>();
let frame = 0;
let paintedAt = -Infinity;

const LEAST_PAUSE_MS = 100;

export function seqOf(channel: string): number | null {
  return taken.get(channel)?.seq ?? null;
}

/** False where a message is missing before this one. */
export function take(message: ChannelMessage): boolean {
  const kind = kindOf(message.channel);
  if (!kind) return true;
  const step = reduce(kind, taken.get(message.channel) ?? EMPTY, message);
  if (step.outcome === 'taken') {
    taken.set(message.channel, step.state);
    changed.add(message.channel);
    frame ||= requestAnimationFrame(paintWhenDue);
  }
  return step.outcome !== 'gap';
}

/** Nothing of one person's session is left for the next. */
export function forget(): void {
  taken.clear();
  changed.clear();
  useStream.setState({ channels: {} });
}

function paintWhenDue(now: number): void {
  if (now - paintedAt < LEAST_PAUSE_MS) {
    frame = requestAnimationFrame(paintWhenDue);
    return;
  }
  paintedAt = now;
  paint();
}

function paint(): void {
  frame = 0;
  const news: Record<string, ChannelState> = {};
  for (const channel of changed) {
    const state = taken.get(channel);
    if (state) news[channel] = state;
  }
  changed.clear();
  useStream.setState(({ channels }) => ({ channels: { ...channels, ...news } }));
}
