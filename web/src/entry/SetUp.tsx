// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { sentenceOf } from '@/api/problem';
import { useSetup } from '@/api/session';
import type { Desk } from '@/api/types';
import { Button } from '@/ui/Button';
import { TextField } from '@/ui/fields';
import { EntryFrame, FormProblem } from './EntryFrame';
import { LEAST_PASSWORD, mistakesIn, type SetUpFields } from './setUpForm';

const BLANK: SetUpFields = { token: '', user: '', password: '', again: '' };

const FIELDS = [
  ['token', 'Set-up token', 'text', 'off', 'In the file setup-token, which the terminal names'],
  ['user', 'User', 'text', 'username', 'This first user may do everything'],
  ['password', 'Password', 'password', 'new-password', `At least ${LEAST_PASSWORD} characters`],
  ['again', 'Password, again', 'password', 'new-password', ''],
] as const;

export default function SetUp({ desk }: { desk: Desk }) {
  const [fields, setFields] = useState(BLANK);
  const [isChecked, setIsChecked] = useState(false);
  const setup = useSetup();
  const mistakes = isChecked ? mistakesIn(fields) : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsChecked(true);
    if (Object.keys(mistakesIn(fields)).length > 0) return;
    const { token, user, password } = fields;
    setup.mutate({ token: token.trim(), user: user.trim(), password });
  };
  return (
    <EntryFrame desk={desk} title="First set-up">
      <form className="space-y-4" noValidate onSubmit={submit}>
        {FIELDS.map(([name, label, type, complete, hint]) => (
          <TextField
            key={name}
            label={label}
            type={type}
            autoComplete={complete}
            hint={hint}
            value={fields[name]}
            error={mistakes[name]}
            onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
          />
        ))}
        <FormProblem text={setup.error && sentenceOf(setup.error)} />
        <Button type="submit" look="primary" className="w-full" disabled={setup.isPending}>
          {setup.isPending ? 'Setting up…' : 'Create the first user'}
        </Button>
      </form>
    </EntryFrame>
  );
}
