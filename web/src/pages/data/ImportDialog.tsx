// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useStartImport } from '@/api/acts';
import type { ImportBody } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { FileDrop } from './FileDrop';
import { ImportForm, type ImportFields, mistakeOf, mistakesOf, previewOf } from './importFile';
import { TIMEFRAMES } from './timeframes';

const BLANK: ImportFields = {
  venue: '',
  pair: '',
  timeframe: '',
  synthetic: false,
  overwrite: false,
};

interface Chosen {
  name: string;
  csv: string;
}

export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const [file, setFile] = useState<Chosen | null>(null);
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const start = useStartImport();
  const wrong = file ? mistakeOf(file.name, file.csv) : '';
  const change = (part: Partial<ImportFields>) => setFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = ImportForm.safeParse(fields);
    setMistakes(result.success ? {} : mistakesOf(result.error));
    if (!result.success || !file || wrong) return;
    const { timeframe, ...rest } = result.data;
    const body: ImportBody = { ...rest, csv: file.csv, ...(timeframe && { timeframe }) };
    start.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      title="Import a file"
      description="It is read as a job: all of it is stored, or nothing."
      isOpen
      onClose={onClose}
    >
      <form className="space-y-4" noValidate onSubmit={submit}>
        <FileDrop onFile={setFile} />
        {wrong && (
          <p role="alert" className="text-xs text-red">
            {wrong}
          </p>
        )}
        {file && !wrong && <FilePreview file={file} />}
        <SeriesFields fields={fields} mistakes={mistakes} onChange={change} />
        <Button
          type="submit"
          look="primary"
          className="w-full"
          disabled={!file || wrong !== '' || start.isPending}
        >
          {start.isPending ? 'Sending…' : 'Import it'}
        </Button>
      </form>
    </Dialog>
  );
}

function FilePreview({ file }: { file: Chosen }) {
  const { lines, more } = previewOf(file.csv);
  return (
    <figure>
      <figcaption className="mb-1 text-xs text-muted">{file.name} begins with</figcaption>
      <pre className="overflow-x-auto rounded border bg-page p-2 text-2xs">{lines.join('\n')}</pre>
      {more > 0 && <p className="mt-1 text-2xs text-muted">and {more} lines more</p>}
    </figure>
  );
}

interface FieldsProps {
  fields: ImportFields;
  mistakes: Partial<Record<string, string>>;
  onChange: (part: Partial<ImportFields>) => void;
}

function SeriesFields({ fields, mistakes, onChange }: FieldsProps) {
  return (
    <>
      <div className="grid grid-cols-3 gap-3">
        <TextField
          label="Venue"
          placeholder="binance"
          value={fields.venue}
          error={mistakes['venue']}
          onChange={(event) => onChange({ venue: event.target.value })}
        />
        <TextField
          label="Pair"
          placeholder="BTC/USDT"
          value={fields.pair}
          error={mistakes['pair']}
          onChange={(event) => onChange({ pair: event.target.value })}
        />
        <SelectField
          label="Bars"
          options={[['', 'told by the file'], ...TIMEFRAMES]}
          value={fields.timeframe}
          onChange={(event) => onChange({ timeframe: event.target.value })}
        />
      </div>
      <Choice
        text="The prices are invented: mark the series as synthetic"
        checked={fields.synthetic}
        onChange={(synthetic) => onChange({ synthetic })}
      />
      <Choice
        text="Replace what is stored of it, rather than add to it"
        checked={fields.overwrite}
        onChange={(overwrite) => onChange({ overwrite })}
      />
    </>
  );
}

interface ChoiceProps {
  text: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Choice({ text, checked, onChange }: ChoiceProps) {
  return (
    <label className="flex items-center gap-2 text-xs">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {text}
    </label>
  );
}
