// SPDX-License-Identifier: MIT
import { create } from 'zustand';
import type { Decimal } from '@/api/types';

interface TicketPrice {
  /** A price that was picked in the book; `count` tells two picks of the same one apart. */
  price: Decimal | null;
  count: number;
  take: (price: Decimal) => void;
}

export const useTicketPrice = create<TicketPrice>((set) => ({
  price: null,
  count: 0,
  take: (price) => set(({ count }) => ({ price, count: count + 1 })),
}));
