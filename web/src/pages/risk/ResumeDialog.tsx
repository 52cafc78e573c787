// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useResume } from '@/api/acts';
import { toldOf } from '@/api/told';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/fields';
import { tell } from '@/ui/toasts';
import { scopeFields } from './scope';
import { WhatList } from './WhatList';

/** Two steps: what would trade again, and then that it may. */
export function ResumeDialog({
  scope,
  title = `Resume ${scope}`,
  onClose,
}: {
  scope: string;
  title?: string;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const preview = useResume();
  const act = useResume();
  const body = { reason: reason.trim(), ...scopeFields(scope) };
  const look = (event: FormEvent) => {
    event.preventDefault();
    preview.mutate(body);
  };
  const resume = () =>
    act.mutate(
      { ...body, confirm: true },
      {
        onSuccess: (answer) => {
          tell('done', toldOf(answer));
          onClose();
        },
      },
    );
  return (
    <Dialog
      title={title}
      description={preview.data ? 'Step 2 of 2' : 'Step 1 of 2'}
      isOpen
      onClose={onClose}
    >
      {preview.data ? (
        <div className="space-y-4">
          <WhatList act={preview.data} />
          <Button
            look="primary"
            className="w-full"
            autoFocus
            disabled={act.isPending}
            onClick={resume}
          >
            Let it trade again
          </Button>
        </div>
      ) : (
        <form className="space-y-4" onSubmit={look}>
          <TextField
            label="Why it may trade again, for the journal"
            autoFocus
            required
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button type="submit" className="w-full" disabled={!reason.trim() || preview.isPending}>
            Show what would trade again
          </Button>
        </form>
      )}
    </Dialog>
  );
}
