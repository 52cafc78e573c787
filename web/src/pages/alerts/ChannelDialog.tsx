// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useAddChannel } from '@/api/acts';
import type { NewChannelBody } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';

const FORMATS = [
  ['json', 'JSON, for programs'],
  ['slack', 'Slack'],
  ['discord', 'Discord'],
] as const;

const BLANK = {
  name: '',
  format: 'json' as NewChannelBody['format'],
  url: '',
  header_name: '',
  header_value: '',
  signing_key: '',
};

export function ChannelDialog({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const add = useAddChannel();
  const set = (part: Partial<typeof BLANK>) => setFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { header_name, header_value, signing_key, ...rest } = fields;
    const body: NewChannelBody = {
      ...rest,
      ...((header_name || header_value) && { header_name, header_value }),
      ...(signing_key && { signing_key }),
    };
    add.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      title="New webhook"
      description="Its address and secrets are kept on the server and not told again."
      isOpen
      onClose={onClose}
    >
      <form className="space-y-4" onSubmit={submit}>
        <TextField
          label="Name"
          required
          autoFocus
          pattern="[a-z0-9_\-]{1,40}"
          hint="Small letters, digits, - and _"
          value={fields.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label="Format"
          options={FORMATS}
          value={fields.format}
          onChange={(event) => set({ format: event.target.value as NewChannelBody['format'] })}
        />
        <TextField
          label="Address"
          type="url"
          required
          pattern="https://.+"
          placeholder="https://"
          hint="Of a host that serve was started with: --webhook-host"
          value={fields.url}
          onChange={(event) => set({ url: event.target.value })}
        />
        <Secrets fields={fields} set={set} />
        <Button type="submit" look="primary" className="w-full" disabled={add.isPending}>
          Add it
        </Button>
      </form>
    </Dialog>
  );
}

function Secrets({
  fields,
  set,
}: {
  fields: typeof BLANK;
  set: (part: Partial<typeof BLANK>) => void;
}) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Header, if it wants one"
          placeholder="Authorization"
          required={fields.header_value !== ''}
          value={fields.header_name}
          onChange={(event) => set({ header_name: event.target.value })}
        />
        <TextField
          label="Its value"
          type="password"
          autoComplete="off"
          required={fields.header_name !== ''}
          value={fields.header_value}
          onChange={(event) => set({ header_value: event.target.value })}
        />
      </div>
      <TextField
        label="Signing key, if it checks signatures"
        type="password"
        autoComplete="off"
        minLength={16}
        hint="HMAC-SHA256 over the body, in the header X-Keel-Signature"
        value={fields.signing_key}
        onChange={(event) => set({ signing_key: event.target.value })}
      />
    </>
  );
}
