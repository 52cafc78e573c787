// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useAmendOrder, useCancelOrder } from '@/api/acts';
import type { OrderRow } from '@/api/types';
import { isDecimal, sign, trim } from '@/format/decimal';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/fields';

export function OrderActs({ order }: { order: OrderRow }) {
  const [isAmending, setIsAmending] = useState(false);
  const cancel = useCancelOrder();
  const isLeaving = order.state === 'PENDING_CANCEL' || cancel.isPending;
  return (
    <div className="space-y-3">
      <div className="flex gap-2">
        <Button look="danger" disabled={isLeaving} onClick={() => cancel.mutate(order.order_id)}>
          {isLeaving ? 'Canceling…' : 'Cancel order'}
        </Button>
        {order.limit_price && (
          <Button
            aria-expanded={isAmending}
            disabled={isLeaving}
            onClick={() => setIsAmending(!isAmending)}
          >
            Amend
          </Button>
        )}
      </div>
      {isAmending && <AmendForm order={order} onDone={() => setIsAmending(false)} />}
    </div>
  );
}

function AmendForm({ order, onDone }: { order: OrderRow; onDone: () => void }) {
  const [quantity, setQuantity] = useState(trim(order.quantity));
  const [price, setPrice] = useState(trim(order.limit_price ?? ''));
  const amend = useAmendOrder(order.order_id);
  const isRight = [quantity, price].every((text) => isDecimal(text) && sign(text) > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    amend.mutate({ quantity, price }, { onSuccess: onDone });
  };
  return (
    <form
      className="grid grid-cols-[1fr_1fr_auto] items-end gap-2 rounded border p-3"
      onSubmit={submit}
    >
      <TextField
        label="Quantity"
        inputMode="decimal"
        value={quantity}
        onChange={(e) => setQuantity(e.target.value)}
      />
      <TextField
        label="Limit price"
        inputMode="decimal"
        value={price}
        onChange={(e) => setPrice(e.target.value)}
      />
      <Button type="submit" look="primary" disabled={!isRight || amend.isPending}>
        Send
      </Button>
    </form>
  );
}
