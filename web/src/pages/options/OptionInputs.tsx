// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { Button } from '@/ui/Button';
import { SelectField, TextField } from '@/ui/fields';
import { Panel } from '@/ui/Panel';
import { type OptionFields, OptionForm, type OptionQuestion } from './optionForm';

const TYPES = [
  ['call', 'Call'],
  ['put', 'Put'],
] as const;
const EXERCISES = [
  ['european', 'European'],
  ['american', 'American'],
] as const;
const UNDERLYINGS = [
  ['spot', 'Spot'],
  ['future', 'Future'],
] as const;

interface Props {
  pairs: string[];
  fields: OptionFields;
  onFields: (fields: OptionFields) => void;
  onAsk: (question: OptionQuestion) => void;
  className?: string;
}

export function OptionInputs({ pairs, fields, onFields, onAsk, className }: Props) {
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const change = (part: Partial<OptionFields>) => onFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = OptionForm.safeParse(fields);
    setMistakes(
      result.success
        ? {}
        : Object.fromEntries(result.error.issues.map(({ path, message }) => [path[0], message])),
    );
    if (result.success) onAsk(result.data);
  };
  const number = (
    name: 'spot' | 'strike' | 'days' | 'rate' | 'yield' | 'volatility' | 'price',
    label: string,
    hint?: string,
  ) => (
    <TextField
      label={label}
      inputMode={name === 'rate' || name === 'yield' ? 'text' : 'decimal'}
      value={fields[name]}
      error={mistakes[name]}
      hint={hint}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  const choice = (
    name: 'type' | 'exercise' | 'underlying',
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <SelectField
      label={label}
      options={options}
      value={fields[name]}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  return (
    <Panel title="Option" {...(className && { className })}>
      <form className="space-y-3" noValidate onSubmit={submit}>
        <SelectField
          label="On"
          options={[
            ...pairs.map((pair) => [pair, `${pair}, its last price`] as const),
            ['', 'A price that I state'],
          ]}
          value={fields.pair}
          onChange={(event) => change({ pair: event.target.value })}
        />
        {fields.pair === '' && number('spot', 'Its price')}
        <div className="grid grid-cols-2 gap-3">
          {choice('type', 'Type', TYPES)}
          {choice('exercise', 'Exercise', EXERCISES)}
          {number('strike', 'Strike', 'Empty: at the money')}
          {number('days', 'Days to expiry')}
          {number('rate', 'Rate, % a year', 'Continuous')}
          {number('yield', 'Yield, % a year', 'Dividend, staking; may be empty')}
          {number(
            'volatility',
            'Volatility, % a year',
            fields.pair ? 'Empty: realised by the bars' : undefined,
          )}
          {number('price', 'Or the option’s price', 'To find its volatility')}
        </div>
        {choice('underlying', 'The underlying is a', UNDERLYINGS)}
        <Button type="submit" look="primary" className="w-full">
          Price it
        </Button>
        <p className="text-2xs text-muted">
          No quotes of options are known here: prices are the model’s for what you state.
        </p>
      </form>
    </Panel>
  );
}
