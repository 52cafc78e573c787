// SPDX-License-Identifier: MIT
import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';

interface Labelled {
  label: string;
  error?: string | undefined;
  hint?: ReactNode;
}

function Frame({
  id,
  label,
  error,
  hint,
  children,
}: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs text-muted">
        {label}
      </label>
      {children}
      {hint && !error && <p className="mt-1 text-2xs text-muted">{hint}</p>}
      {error && (
        <p id={`${id}-error`} role="alert" className="mt-1 text-xs text-red">
          {error}
        </p>
      )}
    </div>
  );
}

export function TextField({
  label,
  error,
  hint,
  ...input
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <Frame id={id} label={label} error={error} hint={hint}>
      <input
        id={id}
        className="field"
        autoComplete="off"
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
        {...input}
      />
    </Frame>
  );
}

interface SelectProps extends Omit<Labelled, 'error'>, SelectHTMLAttributes<HTMLSelectElement> {
  options: readonly (readonly [value: string, text: string])[];
}

export function SelectField({ label, hint, options, ...select }: SelectProps) {
  const id = useId();
  return (
    <Frame id={id} label={label} hint={hint}>
      <select id={id} className="field" {...select}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

interface FilterProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
}

/** A small choice in the head of a panel; its name is read out, not shown. */
export function FilterSelect({ label, value, onChange, options }: FilterProps) {
  return (
    <select
      aria-label={label}
      className="field h-7! w-auto! max-w-40 text-xs"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

export function FilterText({ label, value, onChange }: Omit<FilterProps, 'options'>) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      className="field h-7! w-32! text-xs"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
