// SPDX-License-Identifier: MIT

interface Props<Value extends string> {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, text: string])[];
  onChange: (value: Value) => void;
}

/** One of a few, side by side: tabs of a panel, ranges of a chart. */
export function Segments<Value extends string>({ label, value, options, onChange }: Props<Value>) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded border bg-page p-0.5">
      {options.map(([key, text]) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === value}
          onClick={() => onChange(key)}
          className={`tap h-6 rounded-sm px-2 text-xs font-medium whitespace-nowrap ${
            key === value ? 'bg-raised text-strong' : 'text-muted hover:text-strong'
          }`}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
