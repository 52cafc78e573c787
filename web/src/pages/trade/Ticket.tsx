// SPDX-License-Identifier: MIT
import { type FormEvent, useEffect, useState } from 'react';
import { usePlaceOrder } from '@/api/acts';
import { useDesk } from '@/api/queries';
import { newIdempotencyKey } from '@/api/idempotency';
import { ApiError } from '@/api/problem';
import { useMay } from '@/api/roles';
import type { InstrumentView, OrderBody } from '@/api/types';
import { exact } from '@/format/decimal';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import { CheckView } from './CheckView';
import { TicketInputs } from './TicketInputs';
import { BLANK_TICKET, orderOf, type TicketFields, ticketMistakes } from './ticketForm';
import { useTicketPrice } from './ticketStore';
import { useOrderCheck } from './useOrderCheck';

export function Ticket({
  instrument,
  className = '',
}: {
  instrument: InstrumentView;
  className?: string;
}) {
  const may = useMay('trader');
  return (
    <Panel title="Order ticket" className={className} flush>
      {may ? (
        <TicketForm instrument={instrument} />
      ) : (
        <Empty title="Your role may look, not trade." hint="A trader's role can send orders." />
      )}
    </Panel>
  );
}

function TicketForm({ instrument }: { instrument: InstrumentView }) {
  const [fields, setFields] = useState(BLANK_TICKET);
  const [toConfirm, setToConfirm] = useState<OrderBody | null>(null);
  const { data: desk } = useDesk();
  const change = (part: Partial<TicketFields>) => setFields((old) => ({ ...old, ...part }));
  usePickedPrice(change);
  const mistakes = ticketMistakes(fields);
  const body = Object.keys(mistakes).length === 0 ? orderOf(instrument.pair, fields) : null;
  const { check, error, isOfThis } = useOrderCheck(body);
  const { send, isPending } = useSend(body, () => change({ quantity: '' }));
  const isReady = body !== null && isOfThis && check?.allowed === true && !isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!body || !isReady) return;
    if (desk?.mode === 'live') setToConfirm(body);
    else send(body);
  };
  return (
    <form className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3" onSubmit={submit}>
      <TicketInputs instrument={instrument} fields={fields} mistakes={{ ...mistakes, ...byField(error) }} onChange={change} />
      <div className="min-h-24 shrink-0 rounded border bg-page p-3">
        <CheckView
          check={check}
          error={error}
          asked={fields.quantity.trim()}
          currency={quoteOf(instrument.pair)}
        />
      </div>
      <Button type="submit" look={fields.side} className="h-9! shrink-0" disabled={!isReady}>
        {isPending ? 'Sending…' : sendText(fields, instrument)}
      </Button>
      {toConfirm && (
        <LiveConfirmation
          body={toConfirm}
          onClose={() => setToConfirm(null)}
          onSend={() => {
            send(toConfirm);
            setToConfirm(null);
          }}
        />
      )}
    </form>
  );
}

/** What the server says of one field stands beside it. */
function byField(error: Error | null): Record<string, string> {
  return error instanceof ApiError && error.field ? { [error.field]: error.message } : {};
}

const baseOf = (pair: string) => pair.split('/')[0] ?? pair;
const quoteOf = (pair: string) => pair.split('/')[1]?.split(':')[0] ?? '';

function sendText({ side, quantity }: TicketFields, { pair }: InstrumentView): string {
  return `${side === 'buy' ? 'Buy' : 'Sell'} ${quantity.trim() || '…'} ${baseOf(pair)}`;
}

/** A wish keeps its key until it is sent well or changed, so that a repeated press is one order. */
function useSend(body: OrderBody | null, onSent: () => void) {
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const { mutate, isPending } = usePlaceOrder();
  const wish = JSON.stringify(body);
  useEffect(() => setKey(newIdempotencyKey()), [wish]);
  const send = (order: OrderBody) => {
    mutate(
      { body: order, idempotencyKey },
      {
        onSuccess: () => {
          setKey(newIdempotencyKey());
          onSent();
        },
      },
    );
  };
  return { send, isPending };
}

/** A price pressed in the book. */
function usePickedPrice(change: (part: Partial<TicketFields>) => void): void {
  const { price, count } = useTicketPrice();
  useEffect(() => {
    if (count > 0 && price) change({ limit_price: price });
  }, [price, count]);
}

function LiveConfirmation({
  body,
  onClose,
  onSend,
}: {
  body: OrderBody;
  onClose: () => void;
  onSend: () => void;
}) {
  return (
    <Dialog title="Send with real money?" description="The mode is LIVE." isOpen onClose={onClose}>
      <p className="mb-4 text-base text-strong">
        {body.side === 'buy' ? 'Buy' : 'Sell'} {exact(body.quantity)} {body.pair}
        {body.limit_price ? ` at ${exact(body.limit_price)}` : ' at the market'}
      </p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Back</Button>
        <Button look={body.side} onClick={onSend}>
          Send
        </Button>
      </div>
    </Dialog>
  );
}
