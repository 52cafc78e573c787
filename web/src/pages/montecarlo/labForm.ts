// SPDX-License-Identifier: MIT
// The question to the lab as it is typed, and the query that it makes. The server has the last word
// on what is possible; these bounds are its own, told before it is asked.
import { z } from '@/forms/zod';

const MOST_STEPS = 5_000_000;

const whole = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d+$/, 'A whole number.')
    .transform(Number)
    .pipe(
      z
        .number()
        .min(least, `At least ${least}.`)
        .max(most, `At most ${most.toLocaleString('en-US')}.`),
    );

/** Percent as typed, a fraction as asked; nothing where nothing is typed. */
const move = (isRight: (value: number) => boolean, sentence: string) =>
  z
    .string()
    .trim()
    .transform((text) => (text === '' ? undefined : Number(text.replace('−', '-')) / 100))
    .refine((value) => value === undefined || isRight(value), sentence);

export const LabForm = z
  .object({
    level: z.string().transform(Number),
    horizon: whole(1, 1000),
    paths: whole(100, 50_000),
    seed: whole(0, Number.MAX_SAFE_INTEGER),
    target: move((value) => value > 0 && value < 100, 'A gain in percent, such as 2.'),
    stop: move((value) => value < 0 && value > -1, 'A loss in percent, such as -2.'),
  })
  .refine(({ horizon, paths }) => !(horizon * paths > MOST_STEPS), {
    path: ['paths'],
    message: 'Paths times bars is at most 5,000,000.',
  });

export type LabFields = z.input<typeof LabForm>;
export type LabQuestion = z.output<typeof LabForm>;

export const BLANK: LabFields = {
  level: '3',
  horizon: '24',
  paths: '10000',
  seed: '1',
  target: '',
  stop: '',
};

export const LEVELS = [
  ['1', '1 Brownian'],
  ['2', '2 Regimes'],
  ['3', '3 GARCH'],
  ['4', '4 Jumps'],
] as const;
