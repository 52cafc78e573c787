// SPDX-License-Identifier: MIT
// An act that must not happen by a slip: the reason is written and a word is typed.
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/fields';

interface Props {
  word: string;
  act: string;
  isPending: boolean;
  children?: ReactNode;
  onConfirm: (reason: string) => void;
}

export function TypedConfirmation({ word, act, isPending, children, onConfirm }: Props) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm(reason.trim());
  };
  return (
    <form className="space-y-4" onSubmit={submit}>
      {children}
      <TextField
        label="Reason, for the journal"
        autoFocus
        required
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <TextField
        label={`Type ${word} to confirm`}
        autoCapitalize="characters"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <Button
        type="submit"
        look="danger"
        className="w-full"
        disabled={typed !== word || !reason.trim() || isPending}
      >
        {isPending ? 'Sending…' : act}
      </Button>
    </form>
  );
}
