// SPDX-License-Identifier: MIT
import type { ServerMessage } from './messages';

const TYPES = new Set(['welcome', 'snapshot', 'delta', 'error', 'pong', 'beat']);

/** A message of the server; null where it is none that this page knows. */
export function parseMessage(text: string): ServerMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return null;
  return TYPES.has(String(message.type)) ? (message as ServerMessage) : null;
}
