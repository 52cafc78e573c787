// SPDX-License-Identifier: MIT
import type { SeriesView } from '@/api/types';
import { SelectField, TextField } from '@/ui/fields';
import type { BacktestFields } from './backtestForm';
import { StoredPairs } from './StoredPairs';

const TIMEFRAMES = '1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w'
  .split(' ')
  .map((timeframe) => [timeframe, timeframe] as const);

interface Props {
  fields: BacktestFields;
  mistakes: Partial<Record<string, string>>;
  /** The stored bars. */
  series: SeriesView[];
  onChange: (part: Partial<BacktestFields>) => void;
}

export function BacktestInputs({ fields, mistakes, series, onChange }: Props) {
  const venues = [...new Set(series.map(({ venue }) => venue))];
  const ofVenue = series.filter(({ venue }) => venue === fields.venue);
  return (
    <>
      <TextField
        label="Strategy"
        autoFocus
        hint="As keel list-strategies names it"
        value={fields.strategy}
        error={mistakes['strategy']}
        onChange={(event) => onChange({ strategy: event.target.value })}
      />
      {venues.length > 0 && (
        <SelectField
          label="Stored data of"
          options={venues.map((venue) => [venue, venue] as const)}
          value={fields.venue}
          onChange={(event) => onChange({ venue: event.target.value, pairs: '' })}
        />
      )}
      <StoredPairs
        pairs={[...new Set(ofVenue.map(({ pair }) => pair))]}
        chosen={fields.pairs}
        onChoose={(pairs) => onChange({ pairs })}
      />
      <TextField
        label="Pairs"
        value={fields.pairs}
        error={mistakes['pairs']}
        onChange={(event) => onChange({ pairs: event.target.value })}
      />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Bars"
          options={TIMEFRAMES}
          value={fields.timeframe}
          onChange={(event) => onChange({ timeframe: event.target.value })}
        />
        <TextField
          label="Range"
          placeholder="all there is"
          value={fields.timerange}
          error={mistakes['timerange']}
          onChange={(event) => onChange({ timerange: event.target.value })}
        />
      </div>
    </>
  );
}
