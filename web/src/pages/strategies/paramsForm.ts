// SPDX-License-Identifier: MIT
import type { ParamView } from '@/api/types';

/** What is typed, by parameter. */
export type ParamTexts = Record<string, string>;

export const textsOf = (params: ParamView[]): ParamTexts =>
  Object.fromEntries(params.map(({ name, value }) => [name, String(value)]));

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number of a text; null: it is none. */
export function numberOf(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
}

export function paramMistake(param: ParamView, text: string): string | undefined {
  const value = numberOf(text);
  if (value === null) return 'A number.';
  if (param.whole && !Number.isInteger(value)) return 'A whole number.';
  if (value < param.least || value > param.most) return `From ${param.least} to ${param.most}.`;
  return undefined;
}

/** The mistake of each field; none: it can be sent. */
export function paramMistakes(params: ParamView[], texts: ParamTexts): ParamTexts {
  const mistakes: ParamTexts = {};
  for (const param of params) {
    const mistake = paramMistake(param, texts[param.name] ?? '');
    if (mistake) mistakes[param.name] = mistake;
  }
  return mistakes;
}

/** Only what is another value than the one in force. */
export function changedParams(params: ParamView[], texts: ParamTexts): Record<string, number> {
  const changed: Record<string, number> = {};
  for (const { name, value } of params) {
    const wanted = numberOf(texts[name] ?? '');
    if (wanted !== null && wanted !== value) changed[name] = wanted;
  }
  return changed;
}
