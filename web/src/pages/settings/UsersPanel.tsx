// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useAddUser, useRemoveUser } from '@/api/acts';
import { useMe, useUsers } from '@/api/queries';
import type { NewUserBody, Role } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Shown } from '@/ui/states';
import { RemoveButton } from './RemoveButton';
import { ROLE_OPTIONS } from './roles';

export function UsersPanel() {
  const [isOpen, setIsOpen] = useState(false);
  const query = useUsers();
  const { data: me } = useMe();
  const remove = useRemoveUser();
  return (
    <Panel
      title="Users"
      flush
      actions={
        <Button size="small" onClick={() => setIsOpen(true)}>
          Add a user
        </Button>
      }
    >
      <Shown query={query}>
        {({ items }) => (
          <ul>
            {items.map(({ user, role, created, disabled }) => (
              <li
                key={user}
                className="flex min-h-9 items-center gap-3 border-b border-line/50 px-3 last:border-0"
              >
                <span className="font-medium text-strong">{user}</span>
                <span className="text-muted">{role}</span>
                {disabled && <Badge tone="warn">Disabled</Badge>}
                <span className="ml-auto text-xs text-muted">
                  since <Moment time={created} />
                </span>
                {user !== me?.user && (
                  <RemoveButton what={user} onRemove={() => remove.mutate(user)} />
                )}
              </li>
            ))}
          </ul>
        )}
      </Shown>
      {isOpen && <AddUser onClose={() => setIsOpen(false)} />}
    </Panel>
  );
}

const BLANK: NewUserBody = { user: '', password: '', role: 'viewer' };

function AddUser({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const add = useAddUser();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(fields, { onSuccess: onClose });
  };
  return (
    <Dialog title="Add a user" isOpen onClose={onClose}>
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="User"
          required
          autoFocus
          value={fields.user}
          onChange={(event) => setFields({ ...fields, user: event.target.value })}
        />
        <TextField
          label="Password"
          type="password"
          required
          minLength={12}
          autoComplete="new-password"
          hint="At least 12 characters"
          value={fields.password}
          onChange={(event) => setFields({ ...fields, password: event.target.value })}
        />
        <SelectField
          label="Role"
          options={ROLE_OPTIONS}
          value={fields.role}
          onChange={(event) => setFields({ ...fields, role: event.target.value as Role })}
        />
        <Button type="submit" look="primary" className="w-full" disabled={add.isPending}>
          Add
        </Button>
      </form>
    </Dialog>
  );
}
