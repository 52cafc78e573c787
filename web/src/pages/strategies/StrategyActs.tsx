// SPDX-License-Identifier: MIT
// What a person may do to one strategy. What their role does not allow is dimmed, and why is said.
import { useState } from 'react';
import { usePauseStrategy, useStopStrategy } from '@/api/acts';
import { useHas } from '@/api/capabilities';
import { usePositions } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { StrategyView } from '@/api/types';
import { exact } from '@/format/decimal';
import { counted } from '@/format/number';
import { ResumeDialog } from '@/pages/risk/ResumeDialog';
import { TypedConfirmation } from '@/pages/risk/TypedConfirmation';
import { WhatList } from '@/pages/risk/WhatList';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ParamsDialog } from './ParamsDialog';
import { actsOf } from './strategyState';

type Open = 'pause' | 'stop' | 'start' | 'params' | null;

export function StrategyActs({ strategy }: { strategy: StrategyView }) {
  const [open, setOpen] = useState<Open>(null);
  const isTrader = useMay('trader');
  const isRisk = useMay('risk');
  const has = useHas();
  const acts = actsOf(strategy, { isTrader, isRisk });
  const close = () => setOpen(null);
  if (!has('post /strategies/{name}/pause')) return null;
  return (
    <div className="space-y-1">
      <div className="flex flex-wrap gap-1">
        <Button size="small" disabled={!acts.pause} onClick={() => setOpen('pause')}>
          Pause…
        </Button>
        <Button
          size="small"
          look="danger"
          disabled={!acts.stop}
          onClick={() => setOpen('stop')}
        >
          Stop…
        </Button>
        <Button size="small" disabled={!acts.start} onClick={() => setOpen('start')}>
          Start…
        </Button>
        <Button size="small" disabled={!acts.params} onClick={() => setOpen('params')}>
          Parameters…
        </Button>
      </div>
      {acts.why && <p className="text-xs text-muted">{acts.why}</p>}
      {open === 'pause' && <PauseDialog name={strategy.name} onClose={close} />}
      {open === 'stop' && <StopDialog name={strategy.name} onClose={close} />}
      {open === 'start' && (
        <ResumeDialog
          scope={`strategy ${strategy.name}`}
          title={`Start ${strategy.name}`}
          onClose={close}
        />
      )}
      {open === 'params' && <ParamsDialog strategy={strategy} onClose={close} />}
    </div>
  );
}

interface DialogProps {
  name: string;
  onClose: () => void;
}

function PauseDialog({ name, onClose }: DialogProps) {
  const act = usePauseStrategy(name);
  return (
    <Dialog
      title={`Pause ${name}`}
      description="It enters nothing more, and its working entries are canceled. Its exits go on, and what it holds stays."
      isOpen
      onClose={onClose}
    >
      <TypedConfirmation
        word="PAUSE"
        act={`Pause ${name}`}
        isPending={act.isPending}
        onConfirm={(reason) => act.mutate(reason, { onSuccess: onClose })}
      />
    </Dialog>
  );
}

function StopDialog({ name, onClose }: DialogProps) {
  const act = useStopStrategy(name);
  return (
    <Dialog
      title={`Stop ${name}`}
      description="It enters nothing more, its orders are canceled, and all that it holds is sold at the market. It stays stopped until somebody starts it."
      isOpen
      onClose={onClose}
    >
      <TypedConfirmation
        word="STOP"
        act="Sell what it holds"
        isPending={act.isPending}
        onConfirm={(reason) => act.mutate(reason, { onSuccess: onClose })}
      >
        <Holdings name={name} />
      </TypedConfirmation>
    </Dialog>
  );
}

function Holdings({ name }: { name: string }) {
  const { data } = usePositions();
  if (!data) return <p className="text-muted">What it holds is not known at the moment.</p>;
  const held = data.positions.filter(({ dust, strategy }) => !dust && strategy === name);
  return (
    <WhatList
      act={{
        done: held.length === 0 ? 'It holds nothing.' : `${counted(held.length, 'position')}.`,
        what: held.map(({ pair, quantity }) => `${exact(quantity)} ${pair}`),
      }}
    />
  );
}
