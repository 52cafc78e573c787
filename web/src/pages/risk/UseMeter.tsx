// SPDX-License-Identifier: MIT
import type { RiskUse } from '@/api/types';
import { Meter } from '@/ui/Meter';
import { figuresOf, labelOf } from './uses';

interface Props {
  use: RiskUse;
  label?: string;
  isStacked?: boolean;
}

export function UseMeter({ use, label = labelOf(use), isStacked = false }: Props) {
  return <Meter label={label} {...figuresOf(use)} share={use.share} isStacked={isStacked} />;
}
