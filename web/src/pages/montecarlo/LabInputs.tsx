// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { Button } from '@/ui/Button';
import { SelectField, TextField } from '@/ui/fields';
import { Panel } from '@/ui/Panel';
import { type LabFields, LabForm, type LabQuestion, LEVELS } from './labForm';

interface Props {
  source: string;
  sources: readonly (readonly [key: string, text: string])[];
  onSource: (key: string) => void;
  initial: LabFields;
  isBusy: boolean;
  onAsk: (question: LabQuestion) => void;
  className?: string;
}

export function LabInputs({ source, sources, onSource, initial, isBusy, onAsk, className }: Props) {
  const [fields, setFields] = useState(initial);
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = LabForm.safeParse(fields);
    setMistakes(
      result.success
        ? {}
        : Object.fromEntries(result.error.issues.map(({ path, message }) => [path[0], message])),
    );
    if (result.success) onAsk(result.data);
  };
  const field = (name: keyof LabFields, label: string, hint?: string) => (
    <TextField
      label={label}
      inputMode={name === 'target' || name === 'stop' ? 'text' : 'numeric'}
      value={fields[name]}
      error={mistakes[name]}
      hint={hint}
      onChange={(event) => setFields({ ...fields, [name]: event.target.value })}
    />
  );
  return (
    <Panel title="Question" {...(className && { className })}>
      <form className="space-y-3" noValidate onSubmit={submit}>
        <SelectField
          label="Series"
          options={sources}
          value={source}
          onChange={(event) => onSource(event.target.value)}
        />
        <SelectField
          label="Level"
          options={LEVELS}
          value={fields.level}
          hint="Each adds to the one before"
          onChange={(event) => setFields({ ...fields, level: event.target.value })}
        />
        <div className="grid grid-cols-2 gap-3">
          {field('horizon', 'Bars ahead')}
          {field('paths', 'Paths')}
          {field('target', 'Target, %', 'May be empty')}
          {field('stop', 'Stop, %', 'May be empty')}
        </div>
        {field('seed', 'Seed', 'The same seed gives the same answer')}
        <Button type="submit" look="primary" className="w-full" disabled={isBusy || !source}>
          {isBusy ? 'Simulating…' : 'Simulate'}
        </Button>
      </form>
    </Panel>
  );
}
