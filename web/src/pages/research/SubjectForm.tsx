// SPDX-License-Identifier: MIT
import { type FormEvent, type ReactNode, useState } from 'react';
import { useData } from '@/api/queries';
import { BacktestInputs } from '@/pages/backtests/BacktestInputs';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';

interface Subject {
  venue: string;
  strategy: string;
  pairs: string;
  timeframe: string;
  timerange: string;
}

export const BLANK: Subject = {
  venue: '',
  strategy: '',
  pairs: '',
  timeframe: '1h',
  timerange: '',
};

type Mistakes = Partial<Record<string, string>>;

interface Props<Fields extends Subject> {
  title: string;
  description: string;
  blank: Fields;
  isPending: boolean;
  onClose: () => void;
  /** What is wrong; nothing where it was sent. */
  onSend: (fields: Fields) => Mistakes | undefined;
  /** The fields beside those of a backtest. */
  children: (
    fields: Fields,
    mistakes: Mistakes,
    change: (part: Partial<Fields>) => void,
  ) => ReactNode;
}

/** Asks for what a backtest is asked for, and more. */
export function SubjectForm<Fields extends Subject>(props: Props<Fields>) {
  const { title, description, blank, isPending, onClose, onSend, children } = props;
  const [typed, setTyped] = useState(blank);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const { data: series = [] } = useData();
  const bars = series.filter(({ timeframe }) => timeframe !== 'trades');
  const fields = { ...typed, venue: typed.venue || (bars[0]?.venue ?? '') };
  const change = (part: Partial<Fields>) => {
    setTyped({ ...fields, ...part });
    const changed = Object.keys(part);
    setMistakes((old) =>
      Object.fromEntries(Object.entries(old).filter(([name]) => !changed.includes(name))),
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMistakes(onSend(fields) ?? {});
  };
  return (
    <Dialog title={title} description={description} isOpen onClose={onClose}>
      <form className="space-y-4" noValidate onSubmit={submit}>
        <BacktestInputs
          fields={fields}
          mistakes={mistakes}
          series={bars}
          onChange={(part) => change(part as Partial<Fields>)}
        />
        {children(fields, mistakes, change)}
        <Button type="submit" look="primary" className="w-full" disabled={isPending}>
          {isPending ? 'Queueing…' : 'Run it'}
        </Button>
      </form>
    </Dialog>
  );
}
