// SPDX-License-Identifier: MIT
interface Numbered {
  decision: number;
}

export interface Neighbours {
  older: number | null;
  newer: number | null;
}

/** Of a decision among rows, the newest first; it need not be among them itself. */
export function neighboursOf(rows: readonly Numbered[], id: number): Neighbours {
  let newer: number | null = null;
  for (const { decision } of rows) {
    if (decision < id) return { older: decision, newer };
    if (decision > id) newer = decision;
  }
  return { older: null, newer };
}
