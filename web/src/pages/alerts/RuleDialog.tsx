// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useAddRule, useChangeRule } from '@/api/acts';
import type { AlertRule, FigureView } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { ChannelChoice } from './ChannelChoice';
import {
  BLANK,
  bodyOf,
  comparisonsOf,
  fieldsOf,
  hasTwoSides,
  hintOf,
  type Mistakes,
  mistakesIn,
  printed,
  type RuleFields,
  withFigure,
} from './ruleForm';

const SEVERITY_OPTIONS = [
  ['note', 'Note'],
  ['warning', 'Warning'],
  ['critical', 'Critical'],
] as const;
const YES_NO = [
  ['1', 'yes'],
  ['0', 'no'],
] as const;

interface Props {
  /** Absent: a new one. */
  rule?: AlertRule;
  figures: FigureView[];
  onClose: () => void;
}

export function RuleDialog({ rule, figures, onClose }: Props) {
  const [fields, setFields] = useState<RuleFields>(rule ? fieldsOf(rule) : BLANK);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const add = useAddRule();
  const change = useChangeRule();
  const set = (part: Partial<RuleFields>) => setFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = mistakesIn(fields);
    setMistakes(found);
    if (Object.keys(found).length > 0) return;
    const body = bodyOf(fields);
    if (rule) change.mutate({ id: rule.rule, body }, { onSuccess: onClose });
    else add.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog title={rule ? 'Change the rule' : 'New rule'} isOpen onClose={onClose}>
      <form className="space-y-4" noValidate onSubmit={submit}>
        <TextField
          label="Name"
          autoFocus
          maxLength={64}
          value={fields.name}
          error={mistakes.name}
          onChange={(event) => set({ name: event.target.value })}
        />
        <Condition fields={fields} mistakes={mistakes} figures={figures} set={set} />
        <Times fields={fields} mistakes={mistakes} set={set} />
        <SelectField
          label="Severity"
          options={SEVERITY_OPTIONS}
          value={fields.severity}
          onChange={(event) => set({ severity: event.target.value as RuleFields['severity'] })}
        />
        <ChannelChoice chosen={fields.channels} onChange={(channels) => set({ channels })} />
        <Button
          type="submit"
          look="primary"
          className="w-full"
          disabled={add.isPending || change.isPending}
        >
          {rule ? 'Change it' : 'Add the rule'}
        </Button>
      </form>
    </Dialog>
  );
}

interface PartProps {
  fields: RuleFields;
  mistakes: Mistakes;
  set: (part: Partial<RuleFields>) => void;
}

function Condition({ fields, mistakes, figures, set }: PartProps & { figures: FigureView[] }) {
  const figure = figures.find(({ figure }) => figure === fields.figure);
  if (!figure) return null;
  const now = figure.value === null ? '' : ` Now: ${printed(figure.value, figure.unit)}.`;
  return (
    <>
      <SelectField
        label="Figure"
        options={figures.map(({ figure, title }) => [figure, title] as const)}
        value={fields.figure}
        hint={figure.description + now}
        onChange={(event) => {
          const next = figures.find(({ figure }) => figure === event.target.value);
          if (next) set(withFigure(fields, next));
        }}
      />
      {figure.subject && (
        <SelectField
          label={`Which ${figure.subject}`}
          options={withChosen(figure.subjects, fields.subject)}
          value={fields.subject}
          onChange={(event) => set({ subject: event.target.value })}
        />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="When it"
          options={comparisonsOf(figure.unit)}
          value={fields.comparison}
          onChange={(event) =>
            set({ comparison: event.target.value as RuleFields['comparison'] })
          }
        />
        {fields.comparison !== 'changes' && (
          <Threshold fields={fields} mistakes={mistakes} unit={figure.unit} set={set} />
        )}
      </div>
    </>
  );
}

/** What a rule says already stays among the choices, also where this session has no such pair. */
function withChosen(subjects: string[], chosen: string): [string, string][] {
  const all = subjects.includes(chosen) || !chosen ? subjects : [chosen, ...subjects];
  return all.map((subject) => [subject, subject]);
}

function Threshold({
  fields,
  mistakes,
  unit,
  set,
}: PartProps & { unit: FigureView['unit'] }) {
  if (unit === 'yes_no') {
    return (
      <SelectField
        label="Value"
        options={YES_NO}
        value={fields.threshold}
        onChange={(event) => set({ threshold: event.target.value })}
      />
    );
  }
  return (
    <TextField
      label="Value"
      inputMode="decimal"
      value={fields.threshold}
      error={mistakes.threshold}
      hint={hintOf(unit)}
      onChange={(event) => set({ threshold: event.target.value })}
    />
  );
}

function Times({ fields, mistakes, set }: PartProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {fields.comparison !== 'changes' && (
        <TextField
          label="For, in seconds"
          inputMode="numeric"
          value={fields.hold}
          error={mistakes.hold}
          hint="Before it fires"
          onChange={(event) => set({ hold: event.target.value })}
        />
      )}
      {hasTwoSides(fields.comparison) && (
        <TextField
          label="Hysteresis"
          inputMode="decimal"
          value={fields.hysteresis}
          error={mistakes.hysteresis}
          hint="How far back until it is over"
          onChange={(event) => set({ hysteresis: event.target.value })}
        />
      )}
      <TextField
        label="Quiet, in seconds"
        inputMode="numeric"
        value={fields.quiet}
        error={mistakes.quiet}
        hint="Between two firings"
        onChange={(event) => set({ quiet: event.target.value })}
      />
    </div>
  );
}
