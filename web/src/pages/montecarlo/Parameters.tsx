// SPDX-License-Identifier: MIT
import type { LabOutcome } from '@/api/types';
import { counted, sentence } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { byLevel, parameterText } from './labShape';

const NAMES: Record<number, string> = {
  1: 'Brownian motion',
  2: 'Regimes',
  3: 'GJR-GARCH',
  4: 'Tails and jumps',
};

interface Props {
  outcome: LabOutcome;
  returns: number;
}

/** What each level was fitted to, from the first to the one that was asked for. */
export function Parameters({ outcome: { parameters, assumptions }, returns }: Props) {
  return (
    <Panel title="What was fitted" note={`to ${counted(Math.min(returns, 4000), 'return')}`}>
      <div className="grid gap-x-8 gap-y-3 sm:grid-cols-2">
        {byLevel(parameters).map(({ level, parameters: own }) => (
          <section key={level} aria-label={`Level ${level}`}>
            <h3 className="mb-1 text-xs font-semibold text-strong">
              {level} {NAMES[level]}
            </h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-3 text-xs">
              {own.map(({ name, value, error }) => (
                <div key={name} className="contents">
                  <dt className="truncate text-muted">{sentence(name)}</dt>
                  <dd className="text-right text-strong">
                    {parameterText(value)}
                    {error !== null && (
                      <span className="text-muted"> ± {parameterText(error)}</span>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <ul className="mt-3 list-inside list-disc space-y-0.5 border-t pt-2 text-xs text-muted">
        {assumptions.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Panel>
  );
}
