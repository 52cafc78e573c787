// SPDX-License-Identifier: MIT
import { z } from '@/forms/zod';

export const LEAST_PASSWORD = 12;

/** What can be said before the server is asked; it has the last word. */
const SetUpForm = z
  .object({
    token: z.string().trim().min(1, 'Paste what is in the file setup-token.'),
    user: z
      .string()
      .trim()
      .regex(
        /^[a-z][a-z0-9_.-]{0,31}$/i,
        'A letter, then letters, digits, ".", "_" or "-"; at most 32.',
      ),
    password: z.string().min(LEAST_PASSWORD, `At least ${LEAST_PASSWORD} characters.`),
    again: z.string(),
  })
  .refine(({ password, again }) => password === again, {
    path: ['again'],
    message: 'The two passwords differ.',
  });

export type SetUpFields = z.infer<typeof SetUpForm>;

/** The first mistake of each field. */
export function mistakesIn(fields: SetUpFields): Partial<Record<keyof SetUpFields, string>> {
  const result = SetUpForm.safeParse(fields);
  if (result.success) return {};
  const mistakes: Partial<Record<string, string>> = {};
  for (const { path, message } of result.error.issues) mistakes[String(path[0])] ??= message;
  return mistakes;
}
