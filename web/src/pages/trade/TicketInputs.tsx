// SPDX-License-Identifier: MIT
import type { InstrumentView, Side } from '@/api/types';
import { exact } from '@/format/decimal';
import { SelectField, TextField } from '@/ui/fields';
import { Arrow } from '@/ui/numbers';
import { canPostOnly, hasLimit, type TicketFields } from './ticketForm';

interface Props {
  instrument: InstrumentView;
  fields: TicketFields;
  /** Of each field, by this page or by the server. */
  mistakes: Partial<Record<keyof TicketFields, string>>;
  onChange: (part: Partial<TicketFields>) => void;
}

const TYPES = [
  ['limit', 'Limit'],
  ['market', 'Market'],
] as const;
const TIMES = [
  ['GTC', 'Until canceled'],
  ['IOC', 'At once, cancel the rest'],
  ['FOK', 'All at once or nothing'],
] as const;

export function TicketInputs({ instrument, fields, mistakes, onChange }: Props) {
  const { type } = fields;
  /** A field that is still blank is no mistake yet. */
  const told = (name: 'quantity' | 'limit_price') =>
    fields[name] ? mistakes[name] : undefined;
  return (
    <>
      <SideChoice side={fields.side} onChange={(side) => onChange({ side })} />
      <SelectField
        label="Type"
        options={TYPES}
        value={type}
        onChange={(event) => onChange({ type: event.target.value as TicketFields['type'] })}
      />
      <TextField
        label="Quantity"
        inputMode="decimal"
        hint={`in steps of ${exact(instrument.lot)}, worth ${exact(instrument.min_notional)} or more`}
        value={fields.quantity}
        error={told('quantity')}
        onChange={(event) => onChange({ quantity: event.target.value })}
      />
      {hasLimit(type) && (
        <TextField
          label="Limit price"
          inputMode="decimal"
          hint={`in steps of ${exact(instrument.tick)}; press a price in the book`}
          value={fields.limit_price}
          error={told('limit_price')}
          onChange={(event) => onChange({ limit_price: event.target.value })}
        />
      )}
      {type !== 'market' && (
        <SelectField
          label="Good"
          options={TIMES}
          value={fields.time_in_force}
          onChange={(event) =>
            onChange({ time_in_force: event.target.value as TicketFields['time_in_force'] })
          }
        />
      )}
      {canPostOnly(fields) && (
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            className="accent-blue"
            checked={fields.post_only}
            onChange={(event) => onChange({ post_only: event.target.checked })}
          />
          Post only: never take liquidity
        </label>
      )}
    </>
  );
}

const SIDE_LOOKS: Record<Side, string> = {
  buy: 'aria-pressed:bg-green aria-pressed:text-on-accent',
  sell: 'aria-pressed:bg-red aria-pressed:text-on-accent',
};

function SideChoice({ side, onChange }: { side: Side; onChange: (side: Side) => void }) {
  return (
    <div
      role="group"
      aria-label="Side"
      className="grid grid-cols-2 gap-1 rounded border bg-page p-1"
    >
      {(['buy', 'sell'] as const).map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === side}
          className={`tap h-8 rounded-sm font-semibold text-muted ${SIDE_LOOKS[one]}`}
          onClick={() => onChange(one)}
        >
          <Arrow isUp={one === 'buy'} />
          {one === 'buy' ? 'Buy' : 'Sell'}
        </button>
      ))}
    </div>
  );
}
