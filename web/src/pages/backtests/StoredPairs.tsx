// SPDX-License-Identifier: MIT
import { Button } from '@/ui/Button';

interface Props {
  pairs: string[];
  /** As they are typed: separated by commas or spaces. */
  chosen: string;
  onChoose: (pairs: string) => void;
}

/** The pairs that there is data of, to be pressed rather than typed. */
export function StoredPairs({ pairs, chosen, onChoose }: Props) {
  const list = chosen.split(/[\s,]+/).filter(Boolean);
  if (pairs.length === 0) return null;
  const toggled = (pair: string) =>
    list.includes(pair) ? list.filter((other) => other !== pair) : [...list, pair];
  return (
    <div role="group" aria-label="Stored pairs" className="flex flex-wrap gap-1.5">
      {pairs.map((pair) => (
        <Button
          key={pair}
          size="small"
          aria-pressed={list.includes(pair)}
          className="aria-pressed:border-blue aria-pressed:text-blue"
          onClick={() => onChoose(toggled(pair).join(', '))}
        >
          {pair}
        </Button>
      ))}
    </div>
  );
}
