// SPDX-License-Identifier: MIT
import type { BookLevel, Decimal } from '@/api/types';
import { add } from '@/format/decimal';

export interface DepthLevel extends BookLevel {
  /** Of this level and all better ones. */
  total: Decimal;
}

/** Best first. */
export function depthOf(levels: BookLevel[]): DepthLevel[] {
  let total = '0';
  return levels.map((level) => {
    total = add(total, level.quantity);
    return { ...level, total };
  });
}
