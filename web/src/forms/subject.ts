// SPDX-License-Identifier: MIT
import { z } from './zod';

/** A field that may be left empty. */
export const optional = (text: string) => text || undefined;

/** What is run and on which bars, as it is typed, and the request that it makes. */
export const SubjectForm = z.object({
  venue: z.string().transform(optional),
  strategy: z.string().trim().min(1, 'Name a strategy.'),
  pairs: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string()).min(1, 'Name at least one pair, such as BTC/USDT.')),
  timeframe: z.string(),
  timerange: z
    .string()
    .trim()
    .regex(/^(\d{8}-\d{0,8}|-\d{8})?$/, 'As 20240101-20241231; either end may be left open.')
    .transform(optional),
});
