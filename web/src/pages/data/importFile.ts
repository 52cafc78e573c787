// SPDX-License-Identifier: MIT
// A file that is to be imported: what it may be, and what is shown of it before it is sent.
import { z } from '@/forms/zod';
import { bytes } from '@/format/number';

/** What the server reads of one request, less the other fields of the body. */
export const MOST_BYTES = 1024 * 1024 - 4096;
const PREVIEW_LINES = 6;
const PREVIEW_COLUMNS = 120;

/** As it travels: in a JSON text a line's end takes two bytes. */
export function bytesOf(csv: string): number {
  return new TextEncoder().encode(JSON.stringify(csv)).length;
}

/** Why it cannot be sent; "" where it can. */
export function mistakeOf(name: string, csv: string): string {
  if (csv.trim() === '') return `${name} is empty.`;
  if (csv.includes('\u0000')) return `${name} is no text; unpack it first.`;
  if (bytesOf(csv) > MOST_BYTES) {
    return `${name} has more than the ${bytes(MOST_BYTES)} that can be sent from here: keel import-data takes files of any size.`;
  }
  return '';
}

export interface Preview {
  lines: string[];
  /** Lines that are not shown. */
  more: number;
}

export function previewOf(csv: string): Preview {
  const lines = csv.replace(/\r?\n$/, '').split(/\r?\n/);
  const shown = lines
    .slice(0, PREVIEW_LINES)
    .map((line) =>
      line.length > PREVIEW_COLUMNS ? `${line.slice(0, PREVIEW_COLUMNS)}…` : line,
    );
  return { lines: shown, more: lines.length - shown.length };
}

const PAIR = /^[A-Za-z0-9]+[/-][A-Za-z0-9]+(:[A-Za-z0-9]+)?$/;

const Series = {
  venue: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,39}$/, 'Letters, digits, dashes and underscores.'),
  pair: z.string().trim().regex(PAIR, 'As BTC/USDT.'),
};

export const ImportForm = z.object({
  ...Series,
  timeframe: z.string().transform((text) => text || undefined),
  synthetic: z.boolean(),
  overwrite: z.boolean(),
});
export type ImportFields = z.input<typeof ImportForm>;

export const DownloadForm = z.object({
  ...Series,
  timeframe: z.string(),
  timerange: z
    .string()
    .trim()
    .regex(/^(\d{8}-\d{0,8}|-\d{8})?$/, 'As 20240101-20241231; either end may be left open.')
    .transform((text) => text || undefined),
});
export type DownloadFields = z.input<typeof DownloadForm>;

/** The first mistake of each field. */
export function mistakesOf(error: z.ZodError): Partial<Record<string, string>> {
  return Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message]).reverse());
}
