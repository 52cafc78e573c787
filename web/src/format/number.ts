// SPDX-License-Identifier: MIT
// Statistics as text. Money is in decimal.ts.

const EMPTY = '–';

function finite(value: number | null | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** 0.0123 -> "1.23%" */
export function percent(value: number | null | undefined, decimals = 2): string {
  return finite(value) ? `${fixed(value * 100, decimals)}%` : EMPTY;
}

/**
 * What is left, never said to be more than it is: 0.9999 -> "99.9%". All of it is "100%" and nothing
 * else is.
 */
export function percentDown(value: number): string {
  const tenths = Math.floor(value * 1000 + SLACK);
  return tenthsText(value < 1 ? Math.min(tenths, 999) : tenths);
}

/** What is too much, never said to be less than it is. */
export function percentUp(value: number): string {
  const tenths = Math.ceil(value * 1000 - SLACK);
  return tenthsText(value > 0 ? Math.max(tenths, 1) : tenths);
}

/** Of a tenth of a percent: what a double may be off. */
const SLACK = 1e-6;

function tenthsText(tenths: number): string {
  return `${fixed(tenths / 10, tenths % 10 === 0 ? 0 : 1)}%`;
}

/** 0.0123 -> "+1.23%" */
export function signedPercent(value: number | null | undefined, decimals = 2): string {
  return finite(value) ? `${signed(value * 100, decimals)}%` : EMPTY;
}

export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return Number(value.toFixed(decimals)) > 0 ? `+${text}` : text;
}

export function fixed(value: number | null | undefined, decimals: number): string {
  if (!finite(value)) return EMPTY;
  const text = Math.abs(value).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return Number(value.toFixed(decimals)) < 0 ? `−${text}` : text;
}

/** "1 order", "2 orders" */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

export function count(value: number | null | undefined): string {
  return finite(value) ? value.toLocaleString('en-US') : EMPTY;
}

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];

export function bytes(value: number): string {
  const step = Math.min(SIZES.length - 1, Math.max(0, Math.floor(Math.log10(value || 1) / 3)));
  return `${fixed(value / 1000 ** step, step === 0 ? 0 : 1)} ${SIZES[step]}`;
}

/** "PARTIALLY_FILLED" or "gross_exposure" -> "partially filled", "gross exposure" */
export function words(name: string): string {
  return name.replaceAll('_', ' ').toLowerCase();
}

/** The same, for the head of a line. */
export function sentence(name: string): string {
  return capital(words(name));
}

/** Only the first letter changes: "strategy ema_cross" -> "Strategy ema_cross". */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
