// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useMay } from '@/api/roles';
import type { AlertFiring, AlertRow, Time } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/fields';
import { Moment } from '@/ui/Moment';
import { Severity } from './Severity';

interface Props {
  title: string;
  severity: AlertRow['severity'];
  text: string;
  times: [name: string, time: Time | null][];
  /** Channels that were told. */
  sent?: string[];
  seen: Pick<AlertFiring, 'acknowledged_by' | 'acknowledged_at' | 'note'>;
  isPending: boolean;
  /** Absent: this server keeps no acknowledgements. */
  onAcknowledge?: (note: string) => void;
  onClose: () => void;
}

/** All of one alert, and what somebody says who has seen it. */
export function AlertDrawer(props: Props) {
  const { title, severity, text, times, sent = [], onClose } = props;
  return (
    <Dialog title={title} isOpen onClose={onClose} shape="drawer">
      <div className="space-y-4">
        <Severity severity={severity} />
        <p className="break-words text-strong">{text}</p>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
          {times.map(([name, time]) => (
            <Line key={name} name={name}>
              <Moment time={time} full />
            </Line>
          ))}
          {sent.length > 0 && <Line name="Sent to">{sent.join(', ')}</Line>}
        </dl>
        <Acknowledgement {...props} />
      </div>
    </Dialog>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

function Acknowledgement({ seen, isPending, onAcknowledge }: Props) {
  const mayAcknowledge = useMay('trader');
  const [note, setNote] = useState('');
  if (seen.acknowledged_by) {
    return (
      <p className="border-t pt-4">
        Acknowledged by <span className="text-strong">{seen.acknowledged_by}</span>,{' '}
        <Moment time={seen.acknowledged_at} full />
        {seen.note && <span className="mt-1 block break-words text-muted">{seen.note}</span>}
      </p>
    );
  }
  if (!onAcknowledge || !mayAcknowledge) {
    return <p className="border-t pt-4 text-muted">Nobody has acknowledged it.</p>;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAcknowledge(note.trim());
  };
  return (
    <form className="space-y-3 border-t pt-4" onSubmit={submit}>
      <TextField
        label="Note, if there is something to say"
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button type="submit" look="primary" className="w-full" disabled={isPending}>
        Acknowledge
      </Button>
    </form>
  );
}
