// SPDX-License-Identifier: MIT

/** Whether each word of the wish begins somewhere in the text; "btcusdt" finds "BTC/USDT". */
export function matches(wish: string, text: string): boolean {
  const plain = text.toLowerCase();
  const tight = plain.replace(/[/:_-]/g, '');
  return wish
    .toLowerCase()
    .split(/\s+/)
    .every((word) => plain.includes(word) || tight.includes(word));
}
