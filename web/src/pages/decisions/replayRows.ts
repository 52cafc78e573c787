// SPDX-License-Identifier: MIT
import type { ForecastView, GateView, OutcomeView } from '@/api/types';
import { fixed, percent, sentence, signed } from '@/format/number';
import { CATEGORIES } from './categories';

export interface ReplayRow {
  name: string;
  kept: string;
  again: string;
  isSame: boolean;
}

type Value = number | string | boolean | null | undefined;
type Show = (value: number) => string;

/** What differs is shown with every digit: a difference of the last bit would be rounded away. */
function rowOf(name: string, kept: Value, again: Value, show: Show): ReplayRow {
  const isSame = Object.is(kept, again);
  const text = (value: Value) => {
    if (value === null || value === undefined) return '–';
    if (typeof value !== 'number') return String(value);
    return isSame ? show(value) : String(value);
  };
  return { name, kept: text(kept), again: text(again), isSame };
}

const FORECAST: readonly (readonly [keyof ForecastView, string])[] = [
  ['probability_up', 'Goes up'],
  ['expected_return', 'Expected return'],
  ['deviation', 'Deviation'],
  ['value_at_risk', 'Value at risk'],
  ['expected_shortfall', 'Expected shortfall'],
];

const FOUR: Show = (value) => fixed(value, 4);
const SHARE: Show = (value) => percent(value);

function scoreOf(outcome: OutcomeView | null, at: number): Value {
  const score = outcome?.scores[at];
  return score?.has_source ? score.score : null;
}

function gateRow(kept: GateView, again: GateView | undefined): ReplayRow {
  const row = rowOf(`Gate: ${sentence(kept.name)}`, kept.value, again?.value, FOUR);
  const answered = (text: string, gate: GateView | undefined) =>
    gate ? `${text} ${gate.passed ? 'passes' : 'fails'}` : text;
  return {
    name: row.name,
    kept: answered(row.kept, kept),
    again: answered(row.again, again),
    isSame: row.isSame && kept.passed === again?.passed,
  };
}

/** The kept outcome beside the one that was computed again; null where there is none. */
export function replayRows(kept: OutcomeView, again: OutcomeView | null): ReplayRow[] {
  const size = (name: string) => again?.sizing.find((other) => other.name === name)?.share;
  return [
    ...CATEGORIES.map((name, at) =>
      rowOf(name, scoreOf(kept, at), scoreOf(again, at), (value) => signed(value, 4)),
    ),
    rowOf('Conviction', kept.conviction, again?.conviction, (value) => signed(value, 4)),
    ...(kept.forecast || again?.forecast
      ? FORECAST.map(([key, name]) =>
          rowOf(name, kept.forecast?.[key], again?.forecast?.[key], SHARE),
        )
      : []),
    ...kept.gates.map((gate) =>
      gateRow(gate, again?.gates.find(({ name }) => name === gate.name)),
    ),
    ...kept.sizing.map(({ name, share }) =>
      rowOf(`Size: ${sentence(name)}`, share, size(name), SHARE),
    ),
    rowOf('Outcome', sentence(kept.action), again && sentence(again.action), FOUR),
    rowOf('Target', kept.target_share, again?.target_share, SHARE),
  ];
}
