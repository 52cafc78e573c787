// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useStartBacktest } from '@/api/acts';
import { useData } from '@/api/queries';
import type { BacktestBody } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { type BacktestFields, BacktestForm } from './backtestForm';

const TIMEFRAMES = ['1m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '1w'].map(
  (timeframe) => [timeframe, timeframe] as const,
);
const BLANK: BacktestFields = { strategy: '', pairs: '', timeframe: '1h', timerange: '' };

export function NewBacktest({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const start = useStartBacktest();
  const change = (part: Partial<BacktestFields>) => setFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = BacktestForm.safeParse(fields);
    if (!result.success) {
      setMistakes(
        Object.fromEntries(result.error.issues.map(({ path, message }) => [path[0], message])),
      );
      return;
    }
    const { timerange, ...rest } = result.data;
    const body: BacktestBody = { ...rest, ...(timerange && { timerange }) };
    start.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      title="New backtest"
      description="It runs on the stored data, as a job."
      isOpen
      onClose={onClose}
    >
      <form className="space-y-4" noValidate onSubmit={submit}>
        <TextField
          label="Strategy"
          autoFocus
          hint="As keel list-strategies names it"
          value={fields.strategy}
          error={mistakes['strategy']}
          onChange={(event) => change({ strategy: event.target.value })}
        />
        <StoredPairs chosen={fields.pairs} onChoose={(pairs) => change({ pairs })} />
        <TextField
          label="Pairs"
          value={fields.pairs}
          error={mistakes['pairs']}
          onChange={(event) => change({ pairs: event.target.value })}
        />
        <div className="grid grid-cols-2 gap-3">
          <SelectField
            label="Bars"
            options={TIMEFRAMES}
            value={fields.timeframe}
            onChange={(event) => change({ timeframe: event.target.value })}
          />
          <TextField
            label="Range"
            placeholder="all there is"
            value={fields.timerange}
            error={mistakes['timerange']}
            onChange={(event) => change({ timerange: event.target.value })}
          />
        </div>
        <Button type="submit" look="primary" className="w-full" disabled={start.isPending}>
          {start.isPending ? 'Queueing…' : 'Run it'}
        </Button>
      </form>
    </Dialog>
  );
}

/** The pairs that there is data of, to be pressed rather than typed. */
function StoredPairs({ chosen, onChoose }: { chosen: string; onChoose: (pairs: string) => void }) {
  const { data = [] } = useData();
  const pairs = [...new Set(data.map(({ pair }) => pair))];
  const list = chosen.split(/[\s,]+/).filter(Boolean);
  if (pairs.length === 0) return null;
  const toggle = (pair: string) =>
    onChoose(
      (list.includes(pair) ? list.filter((other) => other !== pair) : [...list, pair]).join(', '),
    );
  return (
    <div role="group" aria-label="Stored pairs" className="flex flex-wrap gap-1.5">
      {pairs.map((pair) => (
        <Button
          key={pair}
          size="small"
          aria-pressed={list.includes(pair)}
          className="aria-pressed:border-blue aria-pressed:text-blue"
          onClick={() => toggle(pair)}
        >
          {pair}
        </Button>
      ))}
    </div>
  );
}
