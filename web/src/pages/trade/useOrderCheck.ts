// SPDX-License-Identifier: MIT
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import type { OrderBody, OrderCheck } from '@/api/types';

const PAUSE_MS = 350;
const AGAIN_MS = 3000;

/** What risk says of the order as it stands, asked again while the market moves. null: not whole. */
export function useOrderCheck(body: OrderBody | null) {
  const wish = body && JSON.stringify(body);
  const settled = useSettled(wish);
  const query = useQuery({
    queryKey: ['/orders/check', settled],
    queryFn: () => api.post<OrderCheck>('/orders/check', JSON.parse(settled ?? 'null')),
    enabled: settled !== null,
    refetchInterval: AGAIN_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const isOfThis = wish !== null && wish === settled && !query.isPlaceholderData;
  return {
    check: wish === null ? undefined : query.data,
    error: wish === null ? null : query.error,
    isOfThis,
  };
}

/** The value once it has stood still: a check is not sent for each key. */
function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
