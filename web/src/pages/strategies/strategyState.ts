// SPDX-License-Identifier: MIT
import type { StrategyView } from '@/api/types';

interface Roles {
  isTrader: boolean;
  isRisk: boolean;
}

/** Whether it is off by itself, and not only with everything. */
export const isOffAlone = ({ name, stopped }: StrategyView) =>
  stopped?.scope === `strategy ${name}`;

/** Which acts make sense now and are allowed, and why others are not. */
export function actsOf(strategy: StrategyView, { isTrader, isRisk }: Roles) {
  const { state, declared } = strategy;
  const isKnown = state !== null;
  const isOff = isOffAlone(strategy);
  return {
    pause: isKnown && isTrader && !isOff,
    stop: isKnown && isRisk && state !== 'stopped',
    start: isKnown && isRisk && isOff,
    params: isKnown && isRisk && declared.length > 0,
    why: whyNot(strategy, { isTrader, isRisk }),
  };
}

function whyNot(strategy: StrategyView, { isTrader, isRisk }: Roles): string | null {
  if (!isTrader) return 'Your role may look, not act.';
  if (!isRisk) return 'To stop, to start and to change parameters takes the role risk.';
  if (strategy.state === null) return 'The session does not answer, so nothing can be done to it.';
  if (strategy.stopped && !isOffAlone(strategy)) {
    return 'It is off with everything: the page Risk resumes that.';
  }
  if (strategy.declared.length === 0) return 'It has no parameters.';
  return null;
}
