// SPDX-License-Identifier: MIT
import { z } from '@/forms/zod';
import type { OrderBody, Side, TimeInForce } from '@/api/types';
import { isDecimal, sign } from '@/format/decimal';

export interface TicketFields {
  side: Side;
  type: OrderBody['type'];
  time_in_force: TimeInForce;
  quantity: string;
  limit_price: string;
  post_only: boolean;
}

export const BLANK_TICKET: TicketFields = {
  side: 'buy',
  type: 'limit',
  time_in_force: 'GTC',
  quantity: '',
  limit_price: '',
  post_only: false,
};

export const hasLimit = (type: OrderBody['type']) => type === 'limit';
/** Only an order that may rest can promise to take nothing. */
export const canPostOnly = ({ type, time_in_force }: TicketFields) =>
  type === 'limit' && time_in_force === 'GTC';

const amount = z
  .string()
  .trim()
  .refine((text) => isDecimal(text) && sign(text) > 0, 'A number above zero.');

/** The mistake of each field that the type of order uses. */
export function ticketMistakes(fields: TicketFields): Partial<Record<keyof TicketFields, string>> {
  const needed = [
    'quantity' as const,
    ...(hasLimit(fields.type) ? (['limit_price'] as const) : []),
  ];
  const mistakes: Partial<Record<keyof TicketFields, string>> = {};
  for (const name of needed) {
    const result = amount.safeParse(fields[name]);
    if (!result.success) mistakes[name] = result.error.issues[0]?.message ?? 'Not a number.';
  }
  return mistakes;
}

/** The order as it is sent: only what its type uses. */
export function orderOf(pair: string, fields: TicketFields): OrderBody {
  const { side, type, time_in_force } = fields;
  return {
    pair,
    side,
    type,
    quantity: fields.quantity.trim(),
    ...(hasLimit(type) && { time_in_force, limit_price: fields.limit_price.trim() }),
    ...(canPostOnly(fields) && fields.post_only && { post_only: true }),
  };
}
