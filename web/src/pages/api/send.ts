// SPDX-License-Identifier: MIT
// Sends what was filled in with the sign-in of this page, and keeps the answer as it came.
import { askPassword } from '@/api/passwordAgain';
import { errorOf, unreachable } from '@/api/problem';
import type { Ready } from './request';

export interface Told {
  status: number;
  mediaType: string;
  text: string;
  /** Until the answer was whole. */
  tookMs: number;
}

async function sendOnce({ target, ...init }: Ready): Promise<Told> {
  const began = performance.now();
  const response = await fetch(target, { ...init, credentials: 'same-origin' }).catch(() => {
    throw unreachable();
  });
  const text = await response.text();
  return {
    status: response.status,
    mediaType: response.headers.get('content-type')?.split(';')[0] ?? '',
    text,
    tookMs: performance.now() - began,
  };
}

/** Where the act takes the password again, the person is asked for it and the act repeated. */
export async function send(ready: Ready): Promise<Told> {
  const told = await sendOnce(ready);
  if (told.status !== 403) return told;
  const { wantsPassword } = errorOf(told.status, jsonOf(told.text));
  return wantsPassword && (await askPassword()) ? sendOnce(ready) : told;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const MOST_SHOWN = 100_000;

/** As it is read best: JSON with indents, and not more than a page can bear. */
export function shownOf({ text }: Told): { text: string; isCut: boolean } {
  const json = jsonOf(text);
  const whole = json === null ? text : JSON.stringify(json, null, 2);
  return { text: whole.slice(0, MOST_SHOWN), isCut: whole.length > MOST_SHOWN };
}
