// SPDX-License-Identifier: MIT
// Times of the server, with nanoseconds, as people read them: in UTC or in the browser's zone.
import type { Time } from '@/api/types';

export type Zone = 'utc' | 'local';

/** Milliseconds since 1970. Nine decimals are cut to the three that every engine reads. */
export function millis(time: Time): number {
  return Date.parse(time.replace(/(\.\d{3})\d+/, '$1'));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: Zone, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options);
  let found = formatters.get(key);
  if (!found) {
    const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {};
    found = new Intl.DateTimeFormat('sv-SE', { ...options, ...timeZone });
    formatters.set(key, found);
  }
  return found;
}

const DAY: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
const CLOCK: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const MINUTE: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };

function shown(at: number, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  return Number.isFinite(at) ? formatter(zone, options).format(at) : '–';
}

/** "2026-11-29" */
export function date(time: Time, zone: Zone): string {
  return shown(millis(time), zone, DAY);
}

/** "14:03:09" */
export function clock(time: Time, zone: Zone): string {
  return shown(millis(time), zone, CLOCK);
}

/** "2026-11-29 14:03:09" */
export function dateTime(time: Time, zone: Zone): string {
  return shown(millis(time), zone, { ...DAY, ...CLOCK });
}

/** "2026-11-29 14:03", of milliseconds. */
export function minute(at: number, zone: Zone): string {
  return shown(at, zone, { ...DAY, ...MINUTE });
}

/** "UTC" or "UTC+2" */
export function zoneName(zone: Zone, now = new Date()): string {
  if (zone === 'utc') return 'UTC';
  const offset = -now.getTimezoneOffset();
  if (offset === 0) return 'UTC+0';
  const hours = Math.trunc(Math.abs(offset) / 60);
  const minutes = Math.abs(offset) % 60;
  const rest = minutes ? `:${String(minutes).padStart(2, '0')}` : '';
  return `UTC${offset > 0 ? '+' : '−'}${hours}${rest}`;
}

/** "3 s", "4 min", "2 h", "5 d": how long ago, or how long it took. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}
