// SPDX-License-Identifier: MIT
import { mergeRows } from '@/api/merge';
import { useDecisions } from '@/api/queries';
import { useRows } from '@/stream/stream';

interface DecisionFilter {
  outcome: string;
  strategy: string;
  pair: string;
}

export const ALL_DECISIONS: DecisionFilter = { outcome: '', strategy: '', pair: '' };

export function useDecisionRows({ outcome, strategy, pair }: DecisionFilter) {
  const live = useRows('decisions');
  const list = useDecisions({ outcome, strategy, pair });
  const rows = mergeRows(live, list.data, ({ decision }) => decision)?.filter(
    (row) =>
      (!outcome || row.outcome === outcome) &&
      (!strategy || row.strategy === strategy) &&
      (!pair || row.pair === pair),
  );
  return { rows, list };
}
