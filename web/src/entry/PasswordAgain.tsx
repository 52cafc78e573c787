// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { sentenceOf } from '@/api/problem';
import { usePasswordAsked } from '@/api/passwordAgain';
import { useReauthenticate } from '@/api/session';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/fields';
import { FormProblem } from './EntryFrame';

/** Shown when the server wants the password before it does what was asked. */
export default function PasswordAgain() {
  const waiting = usePasswordAsked((store) => store.waiting);
  return waiting && <PasswordForm onShown={waiting.shown} onRefused={waiting.refused} />;
}

function PasswordForm({ onShown, onRefused }: { onShown: () => void; onRefused: () => void }) {
  const [password, setPassword] = useState('');
  const reauthenticate = useReauthenticate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    reauthenticate.mutate({ password }, { onSuccess: onShown });
  };
  return (
    <Dialog
      title="Your password, again"
      description="This act takes it."
      isOpen
      onClose={onRefused}
    >
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          autoFocus
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormProblem text={reauthenticate.error && sentenceOf(reauthenticate.error)} />
        <Button type="submit" look="primary" className="w-full" disabled={reauthenticate.isPending}>
          Go on
        </Button>
      </form>
    </Dialog>
  );
}
