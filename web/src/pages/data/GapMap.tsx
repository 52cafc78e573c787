// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useGaps } from '@/api/queries';
import type { SeriesView } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Shown } from '@/ui/states';
import { GapStrip } from './GapStrip';
import { summaryOf } from './strip';

/** Each strip takes the server a look at every row, so they are shown a few at a time. */
const STEP = 8;

interface Props {
  series: SeriesView[];
  onOpen: (row: SeriesView) => void;
}

export function GapMap({ series, onOpen }: Props) {
  const [shown, setShown] = useState(STEP);
  if (series.length === 0) return null;
  return (
    <Panel
      title="Gap map"
      note="time from left to right; a strip is as high as it is complete, a line where no bar is"
      className="max-h-80 shrink-0"
      flush
    >
      <Scroll label="Gaps of each series">
        <ul>
          {series.slice(0, shown).map((row) => (
            <Strip key={`${row.venue}|${row.pair}|${row.timeframe}`} row={row} onOpen={onOpen} />
          ))}
        </ul>
      </Scroll>
      {series.length > shown && (
        <div className="p-2">
          <Button size="small" onClick={() => setShown(shown + STEP)}>
            Show {Math.min(STEP, series.length - shown)} more
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Strip({ row, onOpen }: { row: SeriesView; onOpen: Props['onOpen'] }) {
  const query = useGaps(row.venue, row.pair, row.timeframe);
  return (
    <li className="border-b border-line/50 px-3 py-1.5 last:border-0">
      <div className="flex flex-wrap items-center gap-x-2 text-xs">
        <button
          type="button"
          className="tap font-medium text-strong hover:underline"
          onClick={() => onOpen(row)}
        >
          {row.pair} {row.timeframe}
        </button>
        <span className="text-muted">{row.venue}</span>
        {row.synthetic && <Badge tone="warn">Synthetic</Badge>}
        {query.data && !query.data.sound && (
          <Badge tone="bad" icon="warning">
            Not to be trusted
          </Badge>
        )}
        {query.data && <span className="ml-auto text-muted">{summaryOf(query.data)}</span>}
      </div>
      <Shown query={query} lines={1}>
        {(gaps) => <GapStrip gaps={gaps} className="mt-1" />}
      </Shown>
    </li>
  );
}
