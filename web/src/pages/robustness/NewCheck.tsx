// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useStartCheck } from '@/api/acts';
import {
  bodyOf,
  type Check,
  type CheckFields,
  CheckForm,
  CHECKS,
  mistakesOf,
} from '@/pages/research/checkForm';
import { BLANK, SubjectForm } from '@/pages/research/SubjectForm';
import { SelectField, TextField } from '@/ui/fields';

const NEW: CheckFields = { ...BLANK, space: '', isQuick: true };

const SAYS: Record<Check, string> = {
  court: 'All checks, and whether luck and the number of trials explain the result.',
  robustness: 'Other parameters, late entries, noise, dearer trading, another order of days.',
  'walk-forward': 'Parameters are chosen on the past alone and traded on what came next.',
  'lookahead-check': 'Looks for what knows the future.',
};

export function NewCheck({ onClose }: { onClose: () => void }) {
  const [check, setCheck] = useState<Check>('court');
  const start = useStartCheck();
  const send = (fields: CheckFields) => {
    const read = CheckForm.safeParse(fields);
    if (!read.success) return mistakesOf(read.error);
    if (check === 'walk-forward' && read.data.space.length === 0) {
      return { space: 'Name a parameter to choose, as fast=10:50:5.' };
    }
    start.mutate({ check, body: bodyOf(check, read.data) }, { onSuccess: onClose });
    return undefined;
  };
  return (
    <SubjectForm
      title="New check"
      description="It runs on the stored data, as a job."
      blank={NEW}
      isPending={start.isPending}
      onClose={onClose}
      onSend={send}
    >
      {(fields, mistakes, change) => (
        <>
          <SelectField
            label="Check"
            hint={SAYS[check]}
            options={CHECKS}
            value={check}
            onChange={(event) => setCheck(event.target.value as Check)}
          />
          {(check === 'walk-forward' || check === 'court') && (
            <TextField
              label="Parameters of the walk forward"
              placeholder={
                check === 'court' ? 'around the two that matter most' : 'fast=10:50:5 slow=60:120:20'
              }
              hint="From:to:step, or values with commas; several with a space between them"
              value={fields.space}
              error={mistakes['space']}
              onChange={(event) => change({ space: event.target.value })}
            />
          )}
          {(check === 'robustness' || check === 'court') && (
            <label className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={fields.isQuick}
                onChange={(event) => change({ isQuick: event.target.checked })}
              />
              Quick: coarser steps, fewer draws
            </label>
          )}
        </>
      )}
    </SubjectForm>
  );
}
