// SPDX-License-Identifier: MIT
import { optional, SubjectForm } from '@/forms/subject';
import { z } from '@/forms/zod';

/** One parameter and its values in a line: "fast=10:50:5". */
const lines = (text: string) => text.split(/[\s;]+/).filter(Boolean);

const AXIS = /^[A-Za-z][\w.]*(=[-\w.:,+]+)?$/;
const Axes = z
  .string()
  .transform(lines)
  .pipe(z.array(z.string().regex(AXIS, 'As fast=10:50:5, or fast=10,20,30.')));
const NeededAxes = Axes.refine((axes) => axes.length > 0, 'Name a parameter, as fast=10:50:5.');
const Whole = z
  .string()
  .trim()
  .regex(/^\d{0,5}$/, 'A whole number.')
  .transform((text) => (text ? Number(text) : undefined));

export const SweepForm = SubjectForm.extend({
  space: NeededAxes,
  objective: z.string().trim().transform(optional),
  search: z.enum(['grid', 'random', 'isres', 'esch', 'crs2', 'direct']),
  trials: Whole,
  min_trades: Whole,
});
export type SweepFields = z.input<typeof SweepForm>;

export const CHECKS = [
  ['court', 'The whole court'],
  ['robustness', 'Robustness'],
  ['walk-forward', 'Walk forward'],
  ['lookahead-check', 'Look-ahead check'],
] as const;
export type Check = (typeof CHECKS)[number][0];

export const CheckForm = SubjectForm.extend({ space: Axes, isQuick: z.boolean() });
export type CheckFields = z.input<typeof CheckForm>;
type Read = z.output<typeof CheckForm>;

/** Without what was left empty. */
export function withoutEmpty<Fields extends object>(fields: Fields) {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };
}

/** The body of a check: each takes only what it knows. */
export function bodyOf(check: Check, { space, isQuick, ...subject }: Read) {
  const takesSpace = check === 'walk-forward' || (check === 'court' && space.length > 0);
  const takesQuick = isQuick && (check === 'court' || check === 'robustness');
  return {
    ...withoutEmpty(subject),
    ...(takesSpace && { space }),
    ...(takesQuick && { quick: true }),
  };
}

/** What is wrong with the fields, by their names. */
export function mistakesOf(error: z.ZodError): Partial<Record<string, string>> {
  return Object.fromEntries(error.issues.map(({ path, message }) => [path[0], message]));
}
