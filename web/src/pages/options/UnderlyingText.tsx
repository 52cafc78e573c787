// SPDX-License-Identifier: MIT
import type { OptionUnderlying } from '@/api/types';
import { fixed } from '@/format/number';
import { Moment } from '@/ui/Moment';
import { decimalsOf } from './optionShape';

/** "Last price of BTC/USDT 61,234.00 at 14:03:09", or that it was stated. */
export function UnderlyingText({ underlying: { spot, pair, time } }: { underlying: OptionUnderlying }) {
  const price = fixed(spot, decimalsOf(spot));
  if (!pair) return <>Stated price {price}</>;
  return (
    <>
      Last price of {pair} {price} at <Moment time={time} />
    </>
  );
}
