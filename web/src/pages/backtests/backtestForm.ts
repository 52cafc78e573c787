// SPDX-License-Identifier: MIT
import { z } from '@/forms/zod';

/** The fields of a new backtest as they are typed, and the request that they make. */
const optional = (text: string) => text || undefined;

export const BacktestForm = z.object({
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

export type BacktestFields = z.input<typeof BacktestForm>;
