// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useChangeLimits } from '@/api/acts';
import type { LimitView } from '@/api/types';
import { isDecimal } from '@/format/decimal';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/fields';
import { nameOfLimit } from './uses';

export function LimitDialog({ limit, onClose }: { limit: LimitView; onClose: () => void }) {
  const [value, setValue] = useState(limit.value === null ? '' : String(limit.value));
  const [reason, setReason] = useState('');
  const change = useChangeLimits();
  const isOff = value.trim() === '';
  const isRight = isOff || isDecimal(value.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const limits = { [limit.name]: isOff ? null : Number(value) };
    change.mutate({ reason: reason.trim(), limits }, { onSuccess: onClose });
  };
  return (
    <Dialog title={nameOfLimit(limit.name)} description={limit.name} isOpen onClose={onClose}>
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="New limit; empty: not enforced"
          inputMode="decimal"
          autoFocus
          value={value}
          hint="Fractions as numbers: 0.05 is 5%"
          error={isRight ? undefined : 'A number, such as 0.05.'}
          onChange={(event) => setValue(event.target.value)}
        />
        <TextField
          label="Reason, for the journal"
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button
          type="submit"
          look={isOff ? 'danger' : 'primary'}
          className="w-full"
          disabled={!isRight || !reason.trim() || change.isPending}
        >
          {isOff ? 'Enforce it no more' : 'Change the limit'}
        </Button>
      </form>
    </Dialog>
  );
}
