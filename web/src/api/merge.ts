// SPDX-License-Identifier: MIT

/** Rows of the stream over rows of a list: each key once, the stream's word last, newest first. */
export function mergeRows<Row>(
  live: Row[] | undefined,
  fetched: Row[] | undefined,
  keyOf: (row: Row) => string | number,
  orderOf: (row: Row) => string | number = keyOf,
): Row[] | undefined {
  if (!live && !fetched) return undefined;
  const rows = new Map<string | number, Row>();
  for (const row of [...(fetched ?? []), ...(live ?? [])]) rows.set(keyOf(row), row);
  return [...rows.values()].sort((a, b) => {
    const [x, y] = [orderOf(a), orderOf(b)];
    return x < y ? 1 : x > y ? -1 : 0;
  });
}
