// SPDX-License-Identifier: MIT
// The question as it is typed, and what is asked of it. The server has the last word on what is
// possible; these bounds are its own, told before it is asked.
import { z } from '@/forms/zod';

const DAYS_A_YEAR = 365;

/** A number as typed, or nothing. */
function typed(text: string): number | undefined {
  const bare = text.trim().replaceAll(',', '').replace('−', '-');
  return bare === '' ? undefined : Number(bare);
}

const inside = (least: number, most: number) => (value: number | undefined) =>
  value === undefined || (value >= least && value <= most);

const optional = (isRight: (value: number | undefined) => boolean, sentence: string) =>
  z.string().transform(typed).refine(isRight, sentence);

const price = optional(inside(1e-12, 1e12), 'A price above 0.');
const percentOf = (least: number, most: number) =>
  optional(inside(least, most), `From ${least} to ${most}, in percent a year.`).transform((value) =>
    value === undefined ? undefined : value / 100,
  );

export const OptionForm = z
  .object({
    /** A pair of the session; '': the spot is typed. */
    pair: z.string(),
    spot: price,
    strike: price,
    days: z
      .string()
      .transform(typed)
      .pipe(
        z
          .number('How many days until it expires.')
          .gt(0, 'More than 0 days.')
          .max(50 * DAYS_A_YEAR, 'At most 50 years.'),
      ),
    rate: percentOf(-100, 100),
    yield: percentOf(-100, 100),
    volatility: percentOf(0.1, 1000),
    price,
    type: z.enum(['call', 'put']),
    exercise: z.enum(['european', 'american']),
    underlying: z.enum(['spot', 'future']),
  })
  .refine(({ pair, spot }) => pair !== '' || spot !== undefined, {
    path: ['spot'],
    message: 'The price of what the option is on.',
  })
  .refine(({ price: paid, volatility }) => paid === undefined || volatility === undefined, {
    path: ['price'],
    message: 'The price or the volatility, not both.',
  })
  .refine(({ price: paid, strike }) => paid === undefined || strike !== undefined, {
    path: ['strike'],
    message: 'A price needs its strike.',
  })
  .refine(({ price: paid, exercise }) => paid === undefined || exercise === 'european', {
    path: ['price'],
    message: 'A volatility is found of European options only.',
  })
  .refine(({ underlying, yield: paid }) => underlying === 'spot' || !paid, {
    path: ['yield'],
    message: 'A future has no yield.',
  });

export type OptionFields = z.input<typeof OptionForm>;
export type OptionQuestion = z.output<typeof OptionForm>;

export const BLANK: OptionFields = {
  pair: '',
  spot: '',
  strike: '',
  days: '30',
  rate: '0',
  yield: '',
  volatility: '',
  price: '',
  type: 'call',
  exercise: 'european',
  underlying: 'spot',
};

/** What price, chain and smile are asked of. */
export function marketOf(question: OptionQuestion) {
  const { pair, spot, days, rate, underlying } = question;
  return {
    ...(pair ? { pair } : spot !== undefined && { spot }),
    years: days / DAYS_A_YEAR,
    ...(rate !== undefined && { rate }),
    ...(question.yield !== undefined && { yield: question.yield }),
    ...(underlying === 'future' && { future: true }),
  };
}

/** Vega of a point of volatility, theta of a day, rho of a point of the rate. */
export const perPoint = (value: number) => value / 100;
export const perDay = (value: number) => value / DAYS_A_YEAR;
