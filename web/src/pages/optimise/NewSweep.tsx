// SPDX-License-Identifier: MIT
import { useStartSweep } from '@/api/acts';
import type { OptimizeBody } from '@/api/types';
import {
  mistakesOf,
  type SweepFields,
  SweepForm,
  withoutEmpty,
} from '@/pages/research/checkForm';
import { BLANK, SubjectForm } from '@/pages/research/SubjectForm';
import { SelectField, TextField } from '@/ui/fields';

const NEW: SweepFields = {
  ...BLANK,
  space: '',
  objective: '',
  search: 'grid',
  trials: '',
  min_trades: '',
};
const SEARCHES = [
  ['grid', 'All of the grid'],
  ['random', 'At random'],
  ['isres', 'Step by step: ISRES'],
  ['esch', 'Step by step: ESCH'],
  ['crs2', 'Step by step: CRS2'],
  ['direct', 'Step by step: DIRECT'],
] as const;

export function NewSweep({ onClose }: { onClose: () => void }) {
  const start = useStartSweep();
  const send = (fields: SweepFields) => {
    const read = SweepForm.safeParse(fields);
    if (!read.success) return mistakesOf(read.error);
    const body: OptimizeBody = withoutEmpty(read.data);
    start.mutate(body, { onSuccess: onClose });
    return undefined;
  };
  return (
    <SubjectForm
      title="New sweep"
      description="It tries the parameters on the stored data, as a job, and keeps every trial."
      blank={NEW}
      isPending={start.isPending}
      onClose={onClose}
      onSend={send}
    >
      {(fields, mistakes, change) => (
        <>
          <TextField
            label="Parameters and their values"
            placeholder="fast=10:50:5 slow=60:120:20"
            hint="From:to:step, or values with commas; several with a space between them"
            value={fields.space}
            error={mistakes['space']}
            onChange={(event) => change({ space: event.target.value })}
          />
          <div className="grid grid-cols-2 gap-3">
            <SelectField
              label="Search"
              options={SEARCHES}
              value={fields.search}
              onChange={(event) => change({ search: event.target.value as SweepFields['search'] })}
            />
            <TextField
              label="Trials"
              placeholder="100"
              disabled={fields.search === 'grid'}
              value={fields.trials}
              error={mistakes['trials']}
              onChange={(event) => change({ trials: event.target.value })}
            />
            <TextField
              label="Looks for"
              placeholder="sharpe"
              value={fields.objective}
              error={mistakes['objective']}
              onChange={(event) => change({ objective: event.target.value })}
            />
            <TextField
              label="Trades at least"
              placeholder="0"
              value={fields.min_trades}
              error={mistakes['min_trades']}
              onChange={(event) => change({ min_trades: event.target.value })}
            />
          </div>
        </>
      )}
    </SubjectForm>
  );
}
