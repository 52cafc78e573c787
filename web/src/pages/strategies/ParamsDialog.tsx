// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useSetParams } from '@/api/acts';
import type { ParamView, StrategyView } from '@/api/types';
import { counted, words } from '@/format/number';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { TextField } from '@/ui/fields';
import { changedParams, paramMistakes, textsOf } from './paramsForm';

const hintOf = ({ meaning, least, most, default_value }: ParamView) =>
  `${meaning}; ${least} to ${most}, default ${default_value}`;

export function ParamsDialog({
  strategy: { name, declared },
  onClose,
}: {
  strategy: StrategyView;
  onClose: () => void;
}) {
  const [params] = useState(declared); // as they were when it opened
  const [texts, setTexts] = useState(() => textsOf(params));
  const [reason, setReason] = useState('');
  const act = useSetParams(name);
  const mistakes = paramMistakes(params, texts);
  const changed = changedParams(params, texts);
  const changes = Object.keys(changed).length;
  const isReady = Object.keys(mistakes).length === 0 && changes > 0 && reason.trim() !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ params: changed, reason: reason.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      title={`Parameters of ${name}`}
      description="It decides by them from its next bar on. What it holds and its orders stay."
      isOpen
      onClose={onClose}
    >
      <form className="space-y-4" onSubmit={submit}>
        {params.map((param) => (
          <TextField
            key={param.name}
            label={words(param.name)}
            inputMode="decimal"
            value={texts[param.name] ?? ''}
            hint={hintOf(param)}
            error={mistakes[param.name]}
            onChange={(event) => setTexts({ ...texts, [param.name]: event.target.value })}
          />
        ))}
        <TextField
          label="Reason, for the journal"
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button
          type="submit"
          look="primary"
          className="w-full"
          disabled={!isReady || act.isPending}
        >
          {changes === 0 ? 'Nothing is changed' : `Change ${counted(changes, 'parameter')}`}
        </Button>
      </form>
    </Dialog>
  );
}
