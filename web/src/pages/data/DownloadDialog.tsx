// SPDX-License-Identifier: MIT
import { type FormEvent, useState } from 'react';
import { useStartDownload } from '@/api/acts';
import type { DownloadBody } from '@/api/types';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { SelectField, TextField } from '@/ui/fields';
import { DownloadForm, type DownloadFields, mistakesOf } from './importFile';
import { TIMEFRAMES } from './timeframes';

const BLANK: DownloadFields = { venue: 'binance', pair: '', timeframe: '1h', timerange: '' };

export function DownloadDialog({ onClose }: { onClose: () => void }) {
  const [fields, setFields] = useState(BLANK);
  const [mistakes, setMistakes] = useState<Partial<Record<string, string>>>({});
  const start = useStartDownload();
  const change = (part: Partial<DownloadFields>) => setFields({ ...fields, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const result = DownloadForm.safeParse(fields);
    setMistakes(result.success ? {} : mistakesOf(result.error));
    if (!result.success) return;
    const { timerange, ...rest } = result.data;
    const body: DownloadBody = { ...rest, ...(timerange && { timerange }) };
    start.mutate(body, { onSuccess: onClose });
  };
  return (
    <Dialog
      title="Download candles"
      description="From the exchange's public host, as a job; what is stored is only added to."
      isOpen
      onClose={onClose}
    >
      <form className="space-y-4" noValidate onSubmit={submit}>
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label="Venue"
            value={fields.venue}
            error={mistakes['venue']}
            onChange={(event) => change({ venue: event.target.value })}
          />
          <TextField
            label="Pair"
            autoFocus
            placeholder="BTC/USDT"
            value={fields.pair}
            error={mistakes['pair']}
            onChange={(event) => change({ pair: event.target.value })}
          />
          <SelectField
            label="Bars"
            options={TIMEFRAMES}
            value={fields.timeframe}
            onChange={(event) => change({ timeframe: event.target.value })}
          />
          <TextField
            label="Range"
            placeholder="what is new, or 30 days"
            value={fields.timerange}
            error={mistakes['timerange']}
            onChange={(event) => change({ timerange: event.target.value })}
          />
        </div>
        <Button type="submit" look="primary" className="w-full" disabled={start.isPending}>
          {start.isPending ? 'Queueing…' : 'Download it'}
        </Button>
      </form>
    </Dialog>
  );
}
