// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useStartBacktest } from '@/api/acts';
import { useData } from '@/api/queries';
import type { BacktestBody } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { BacktestInputs } from './BacktestInputs';
import { type BacktestFields, BacktestForm } from './backtestForm';

const BLANK: BacktestFields = {
  venue: '',
  strategy: '',
  pairs: '',
  timeframe: '1h',
  timerange: '',
};

export function NewBacktest({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState(BLANK);
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const { data: series = [] } = useData();
  const bars = series.filter(({ timeframe }) => timeframe !== 'trades');
  const fields = { ...typed, venue: typed.venue || (bars[0]?.venue ?? '') };
  const start = useStartBacktest();
  const change = (part: Partial<BacktestFields>) => {
    setTyped({ ...fields, ...part });
    setMistakes((old) => without(old, Object.keys(part)));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = BacktestForm.safeParse(fields);
    if (!result.success) {
      setMistakes(
        Object.fromEntries(result.error.issues.map(({ path, message }) => [path[0], message])),
      );
      return;
    }
    const { venue, timerange, ...rest } = result.data;
    const body: BacktestBody = {
      ...rest,
      ...(venue && { venue }),
      ...(timerange && { timerange }),
    };
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
        <BacktestInputs
          fields={fields}
          mistakes={mistakes}
          series={bars}
          onChange={change}
        />
        <Button type="submit" look="primary" className="w-full" disabled={start.isPending}>
          {start.isPending ? 'Queueing…' : 'Run it'}
        </Button>
      </form>
    </Dialog>
  );
}

/** What is being changed is no mistake until it is sent again. */
function without(mistakes: Partial<Record<string, string>>, names: string[]) {
  return Object.fromEntries(Object.entries(mistakes).filter(([name]) => !names.includes(name)));
}
