// SPDX-License-Identifier: MIT
// Prices and quantities with as many places as their pair trades in, so that columns line up.
import { useEffect } from 'react';
import { create } from 'zustand';
import { useInstruments } from '@/api/queries';
import type { Decimal } from '@/api/types';
import { padded, places, round, trim } from '@/format/decimal';

interface Places {
  price: number;
  quantity: number;
}

const usePlaces = create<Record<string, Places>>(() => ({}));

/** Learns the places of all pairs; once, in the shell. */
export function useLearnPlaces(): void {
  const { data } = useInstruments();
  useEffect(() => {
    const learned = data?.items.map(({ pair, tick, lot }): [string, Places] => [
      pair,
      { price: places(trim(tick)), quantity: places(trim(lot)) },
    ]);
    if (learned) usePlaces.setState(Object.fromEntries(learned), true);
  }, [data]);
}

interface Props {
  pair: string;
  value: Decimal | null;
}

export function Price({ pair, value }: Props) {
  const least = usePlaces((all) => all[pair]?.price ?? 0);
  return value === null ? <span className="text-muted">–</span> : <>{padded(value, least)}</>;
}

/** A price that was computed, such as an average: to the places of the pair; exactly on hovering. */
export function AveragePrice({ pair, value }: Props) {
  const least = usePlaces((all) => all[pair]?.price ?? 0);
  if (value === null) return <span className="text-muted">–</span>;
  return <span title={value}>{padded(round(value, Math.min(places(value), least)), least)}</span>;
}

export function Quantity({ pair, value }: Props) {
  const least = usePlaces((all) => all[pair]?.quantity ?? 0);
  return value === null ? <span className="text-muted">–</span> : <>{padded(value, least)}</>;
}
