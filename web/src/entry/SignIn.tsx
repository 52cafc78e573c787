// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { ApiError, sentenceOf } from '@/api/problem';
import { useLogin } from '@/api/session';
import type { Desk } from '@/api/types';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/fields';
import { EntryFrame, FormProblem } from './EntryFrame';

export default function SignIn({ desk, problem }: { desk: Desk; problem: string | null }) {
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const login = useLogin();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ user, password });
  };
  return (
    <EntryFrame desk={desk} title="Sign in">
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="User"
          autoComplete="username"
          autoFocus
          required
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormProblem text={login.error ? reasonOf(login.error) : problem} />
        <Button type="submit" look="primary" className="w-full" disabled={login.isPending}>
          {login.isPending ? 'Signing in…' : 'Sign in'}
        </Button>
        {desk.is_demo && (
          <p className="text-xs text-muted">
            This is a demonstration: the terminal that runs it shows a link that signs you in.
          </p>
        )}
      </form>
    </EntryFrame>
  );
}

function reasonOf(error: Error): string {
  const isWrong = error instanceof ApiError && error.status === 401;
  return isWrong ? 'The user or the password is not right.' : sentenceOf(error);
}
