// SPDX-License-Identifier: MIT
import { useId } from 'react';
import type { Parameter, Schema } from '@/api/openapi';
import { Button } from '@/ui/Button';
import { SelectField, TextField } from '@/ui/fields';
import { type Filled, KEY } from './request';
import { bodyOf, type Route } from './routes';
import { exampleOf, kindOf, type Schemas } from './schemas';

interface Props {
  route: Route;
  schemas: Schemas;
  filled: Filled;
  onValue: (name: string, value: string) => void;
  onBody: (body: string) => void;
}

export function Fields({ route, schemas, filled, onValue, onBody }: Props) {
  const body = bodyOf(route);
  const parameters = route.operation.parameters ?? [];
  if (parameters.length === 0 && !body) {
    return <p className="text-xs text-muted">It takes nothing.</p>;
  }
  return (
    <>
      {parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={filled.values[parameter.name] ?? ''}
          onChange={(value) => onValue(parameter.name, value)}
        />
      ))}
      {body && (
        <BodyField
          body={filled.body}
          onBody={onBody}
          whole={JSON.stringify(exampleOf(body, schemas), null, 2)}
        />
      )}
    </>
  );
}

interface ParameterProps {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
}

function choicesOf(schema: Schema): string[] | undefined {
  return schema.type === 'boolean' ? ['true', 'false'] : schema.enum;
}

function ParameterField({ parameter, value, onChange }: ParameterProps) {
  const { name, required, schema } = parameter;
  const label = required ? name : `${name} (optional)`;
  const choices = choicesOf(schema);
  if (choices) {
    const options = ['', ...choices].map((one) => [one, one || '–'] as const);
    return (
      <SelectField
        label={label}
        options={options}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <TextField
      label={label}
      placeholder={kindOf(schema)}
      hint={name === KEY && 'A new one for each wish; the same one again is not done again.'}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface BodyProps {
  body: string;
  onBody: (body: string) => void;
  /** With all that it can have. */
  whole: string;
}

function BodyField({ body, onBody, whole }: BodyProps) {
  const id = useId();
  return (
    <div>
      <div className="mb-1 flex items-center justify-between gap-2">
        <label htmlFor={id} className="text-xs text-muted">
          Body
        </label>
        <Button look="quiet" size="small" disabled={body === whole} onClick={() => onBody(whole)}>
          With all members
        </Button>
      </div>
      <textarea
        id={id}
        spellCheck={false}
        rows={Math.min(16, Math.max(3, body.split('\n').length))}
        className="block w-full resize-y rounded border border-control bg-page p-2 font-mono text-xs text-strong"
        value={body}
        onChange={(event) => onBody(event.target.value)}
      />
    </div>
  );
}
