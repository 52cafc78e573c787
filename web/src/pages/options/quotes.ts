// SPDX-License-Identifier: MIT
// Two columns that somebody pastes: strikes, and implied volatilities or prices.

export type QuoteKind = 'percent' | 'fraction' | 'call' | 'put';

export const KINDS: readonly (readonly [QuoteKind, string])[] = [
  ['percent', 'Implied volatility, %'],
  ['fraction', 'Implied volatility, 0.6 for 60%'],
  ['call', 'Price of the call'],
  ['put', 'Price of the put'],
];

export const MOST_QUOTES = 200;

export interface Quotes {
  strikes: number[];
  values: number[];
}

/** Either quotes or what is wrong, as one sentence with its line. */
export type Pasted = { quotes: Quotes; mistake?: undefined } | { quotes?: undefined; mistake: string };

/** Between tabs or semicolons a comma parts thousands; elsewhere it parts the columns. */
function cellsOf(line: string): string[] {
  const hasOwn = /[\t;]/.test(line);
  const cells = hasOwn ? line.split(/[\t;]/) : line.split(/[\s,]+/);
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
}

/** null: no number. A comma is one only where it parts thousands: 0,6 might be either. */
function numberOf(cell: string): number | null {
  const bare = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(cell) ? cell.replaceAll(',', '') : cell;
  if (!/^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(bare)) return null;
  return Number(bare);
}

function valueOf(cell: string, kind: QuoteKind): number | null {
  const isMarked = cell.endsWith('%');
  if (isMarked && (kind === 'call' || kind === 'put')) return null;
  const value = numberOf(isMarked ? cell.slice(0, -1).trim() : cell);
  return value !== null && (isMarked || kind === 'percent') ? value / 100 : value;
}

export function parseQuotes(text: string, kind: QuoteKind): Pasted {
  const quotes: Quotes = { strikes: [], values: [] };
  let isFirst = true;
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const cells = cellsOf(line);
    if (cells.length === 0) continue;
    const strike = numberOf(cells[0] ?? '');
    const isHead = isFirst && strike === null && !/\d/.test(line);
    isFirst = false;
    if (isHead) continue;
    const mistake = (what: string) => ({ mistake: `Line ${at + 1}: ${what}` });
    if (cells.length !== 2) return mistake('two columns are needed, strike and value.');
    const value = valueOf(cells[1] ?? '', kind);
    if (!strike) return mistake(`“${cells[0]}” is no strike.`);
    if (!value) return mistake(`“${cells[1]}” is no value above 0.`);
    quotes.strikes.push(strike);
    quotes.values.push(value);
  }
  if (quotes.strikes.length === 0) return { mistake: 'There are no quotes yet.' };
  if (quotes.strikes.length > MOST_QUOTES) {
    return { mistake: `There are ${quotes.strikes.length} quotes; ${MOST_QUOTES} are possible.` };
  }
  return { quotes };
}

/** As the server is asked. */
export function bodyOf({ strikes, values }: Quotes, kind: QuoteKind) {
  return kind === 'call' || kind === 'put'
    ? { strikes, prices: values, type: kind }
    : { strikes, volatilities: values };
}
