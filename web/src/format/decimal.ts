// SPDX-License-Identifier: MIT
// Exact decimals: money is added, compared and rounded as whole units of a power of ten, because a
// number of JavaScript would change its last digits.
import type { Decimal } from '@/api/types';

interface Units {
  units: bigint;
  places: number;
}

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?$/;

function read(text: Decimal): Units {
  const match = PATTERN.exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal number`);
  const fraction = match[3] ?? '';
  const units = BigInt((match[2] ?? '') + fraction);
  return { units: match[1] === '-' ? -units : units, places: fraction.length };
}

function scale({ units, places }: Units, to: number): bigint {
  return units * 10n ** BigInt(to - places);
}

function write(units: bigint, places: number): Decimal {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const text = places === 0 ? whole : `${whole}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

export function isDecimal(text: string): boolean {
  return PATTERN.test(text);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [read(a), read(b)];
  const places = Math.max(x.places, y.places);
  return write(scale(x, places) + scale(y, places), places);
}

function negate(a: Decimal): Decimal {
  const { units, places } = read(a);
  return write(-units, places);
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  const [x, y] = [read(a), read(b)];
  return write(x.units * y.units, x.places + y.places);
}

export function sum(values: Decimal[]): Decimal {
  return values.reduce(add, '0');
}

export function compare(a: Decimal, b: Decimal): number {
  const [x, y] = [read(a), read(b)];
  const places = Math.max(x.places, y.places);
  const difference = scale(x, places) - scale(y, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** -1, 0 or 1. */
export function sign(a: Decimal): number {
  return compare(a, '0');
}

/** a / b as a statistic: for percentages and bars, never for money. null where b is zero. */
export function ratio(a: Decimal, b: Decimal): number | null {
  return sign(b) === 0 ? null : Number(a) / Number(b);
}

/** Rounds half to even, as the engine does. */
export function round(text: Decimal, places: number): Decimal {
  const value = read(text);
  if (value.places <= places) return write(scale(value, places), places);
  const step = 10n ** BigInt(value.places - places);
  const negative = value.units < 0n;
  const size = negative ? -value.units : value.units;
  const [whole, rest] = [size / step, (size % step) * 2n];
  const up = rest > step || (rest === step && whole % 2n === 1n);
  const rounded = up ? whole + 1n : whole;
  return write(negative ? -rounded : rounded, places);
}

/** "1234567.50" -> "1,234,567.50" */
export function group(text: Decimal): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Without the zeros that say nothing. */
export function trim(text: Decimal): Decimal {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function places(text: Decimal): number {
  return read(text).places;
}

/** With zeros up to this many places, so that a column of prices lines up; never rounded. */
export function padded(text: Decimal, least: number): string {
  const plain = trim(text);
  return withMinus(group(places(plain) < least ? round(plain, least) : plain));
}

/** A sum of money: two places, grouped, a true minus sign. */
export function money(text: Decimal, decimals = 2): string {
  return withMinus(group(round(text, decimals)));
}

/** The same with its sign always shown; zero has none. */
export function signedMoney(text: Decimal, decimals = 2): string {
  const rounded = round(text, decimals);
  return (sign(rounded) > 0 ? '+' : '') + withMinus(group(unsignedZero(rounded)));
}

/** A quantity or price as exactly as it came, without idle zeros. */
export function exact(text: Decimal): string {
  return withMinus(group(trim(text)));
}

function unsignedZero(text: Decimal): Decimal {
  return sign(text) === 0 ? text.replace('-', '') : text;
}

function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}
