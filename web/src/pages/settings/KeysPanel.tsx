// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useAddKey, useRemoveKey } from '@/api/acts';
import { useKeys } from '@/api/queries';
import type { NewKeyBody, Role } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { RemoveButton } from './RemoveButton';
import { ROLE_OPTIONS } from './roles';

export function KeysPanel() {
  const [isOpen, setIsOpen] = useState(false);
  const query = useKeys();
  const remove = useRemoveKey();
  return (
    <Panel
      title="Keys"
      note="for programs"
      flush
      actions={
        <Button size="small" onClick={() => setIsOpen(true)}>
          Make a key
        </Button>
      }
    >
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No program has a key." />
          ) : (
            <ul>
              {items.map(({ id, name, role, expires, last_used }) => (
                <li
                  key={id}
                  className="flex min-h-9 items-center gap-3 border-b border-line/50 px-3 last:border-0"
                >
                  <span className="font-medium text-strong">{name}</span>
                  <span className="text-muted">{role}</span>
                  <span className="ml-auto text-xs text-muted">
                    used <Moment time={last_used} />, ends <Moment time={expires} />
                  </span>
                  <RemoveButton what={name} onRemove={() => remove.mutate(id)} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {isOpen && <AddKey onClose={() => setIsOpen(false)} />}
    </Panel>
  );
}

const BLANK: NewKeyBody = { name: '', role: 'viewer' };

function AddKey({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const add = useAddKey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(fields);
  };
  if (add.data) {
    return (
      <Dialog
        title="The key"
        description="It is shown this once. Keep it where the program reads it."
        isOpen
        onClose={onClose}
      >
        <code className="block rounded border bg-page p-3 break-all text-strong select-all">
          {add.data.token}
        </code>
      </Dialog>
    );
  }
  return (
    <Dialog title="Make a key" isOpen onClose={onClose}>
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="What it is for"
          required
          autoFocus
          value={fields.name}
          onChange={(event) => setFields({ ...fields, name: event.target.value })}
        />
        <SelectField
          label="Role"
          options={ROLE_OPTIONS}
          value={fields.role}
          onChange={(event) => setFields({ ...fields, role: event.target.value as Role })}
        />
        <Button type="submit" look="primary" className="w-full" disabled={add.isPending}>
          Make it
        </Button>
      </form>
    </Dialog>
  );
}
