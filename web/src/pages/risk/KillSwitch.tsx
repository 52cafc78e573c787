// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useHalt } from '@/api/acts';
import { useMay } from '@/api/roles';
import type { StatusView } from '@/api/types';
import { sentence } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Icon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { Loading } from '@/ui/states';
import { FlattenDialog } from './FlattenDialog';
import { TypedConfirmation } from './TypedConfirmation';

type Open = 'halt' | 'flatten' | null;

export function KillSwitch({ status }: { status: StatusView | undefined }) {
  const [open, setOpen] = useState<Open>(null);
  const mayHalt = useMay('trader');
  const mayFlatten = useMay('risk');
  if (!status) {
    return (
      <Panel title="Kill switch">
        <Loading />
      </Panel>
    );
  }
  const isOff = status.stopped.some(({ scope }) => scope === 'everything');
  return (
    <Panel title="Kill switch" actions={<State status={status} />}>
      <p className="mb-3 text-xs text-muted">
        Entries are canceled and refused at once; exits go on. A halt lasts until a person resumes
        trading, in two steps.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button look="danger" disabled={!mayHalt || isOff} onClick={() => setOpen('halt')}>
          <Icon name="stop" />
          {isOff ? 'Everything is halted' : 'Halt everything…'}
        </Button>
        <Button disabled={!mayFlatten} onClick={() => setOpen('flatten')}>
          Flatten…
        </Button>
      </div>
      {!mayHalt && <p className="mt-2 text-xs text-muted">Your role may look, not halt.</p>}
      {open === 'halt' && <HaltDialog onClose={() => setOpen(null)} />}
      {open === 'flatten' && <FlattenDialog onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function State({ status: { state } }: { status: StatusView }) {
  const isOn = state === 'trading';
  return (
    <Badge tone={isOn ? 'good' : 'bad'} icon={isOn ? 'check' : 'stop'}>
      {sentence(state)}
    </Badge>
  );
}

function HaltDialog({ onClose }: { onClose: () => void }) {
  const halt = useHalt();
  return (
    <Dialog
      title="Halt everything"
      description="Working entries are canceled and new ones refused. Exits go on."
      isOpen
      onClose={onClose}
    >
      <TypedConfirmation
        word="HALT"
        act="Halt everything"
        isPending={halt.isPending}
        onConfirm={(reason) => halt.mutate({ reason }, { onSuccess: onClose })}
      />
    </Dialog>
  );
}
