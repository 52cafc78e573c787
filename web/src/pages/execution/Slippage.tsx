// SPDX-License-Identifier: MIT
import { slippageText } from './progress';

/** Against the price that it began at: in words, and the worse the redder. */
export function Slippage({ bps }: { bps: number | null }) {
  if (bps === null) return <span className="text-muted">–</span>;
  const text = slippageText(bps);
  const tone = text.endsWith('worse') ? 'text-red' : text.endsWith('better') ? 'text-green' : '';
  return <span className={`whitespace-nowrap ${tone}`}>{text}</span>;
}
