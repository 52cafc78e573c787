// SPDX-License-Identifier: MIT
import { useGaps } from '@/api/queries';
import type { SeriesFindings, SeriesGaps } from '@/api/types';
import { count, counted } from '@/format/number';
import { minute, millis } from '@/format/time';
import { useZone } from '@/settings/store';
import { Badge } from '@/ui/Badge';
import { Dialog } from '@/ui/Dialog';
import { PlainTable } from '@/ui/PlainTable';
import { Shown } from '@/ui/states';
import { GapStrip } from './GapStrip';
import { kindText, summaryOf } from './strip';

interface Props {
  venue: string;
  pair: string;
  timeframe: string;
  onClose: () => void;
}

/** What is missing in a stored series, and what is strange in it. */
export function SeriesDrawer({ venue, pair, timeframe, onClose }: Props) {
  const query = useGaps(venue, pair, timeframe);
  return (
    <Dialog
      title={`${pair} ${timeframe}`}
      description={`Stored of ${venue}`}
      isOpen
      onClose={onClose}
      shape="drawer"
    >
      <Shown query={query} lines={10}>
        {(gaps) => <Series gaps={gaps} />}
      </Shown>
    </Dialog>
  );
}

function Series({ gaps }: { gaps: SeriesGaps }) {
  const zone = useZone();
  const at = (time: string | null) => (time ? minute(millis(time), zone) : '–');
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap items-center gap-2">
        {gaps.sound ? (
          <Badge tone="good" icon="check">
            Sound
          </Badge>
        ) : (
          <Badge tone="bad" icon="warning">
            Not to be trusted
          </Badge>
        )}
        {gaps.synthetic && <Badge tone="warn">Synthetic</Badge>}
        {gaps.close_only && <Badge tone="quiet">Closes only</Badge>}
      </p>
      {gaps.damage && (
        <p role="alert" className="text-red">
          {gaps.damage}
        </p>
      )}
      <div>
        <GapStrip gaps={gaps} />
        <p className="mt-1 flex justify-between text-2xs text-muted">
          <span>{at(gaps.from)}</span>
          <span>{at(gaps.to)}</span>
        </p>
        <p className="text-xs">{summaryOf(gaps)}</p>
        {gaps.without_trades > 0 && (
          <p className="text-xs text-muted">
            {counted(gaps.without_trades, 'bar')} without a trade.
          </p>
        )}
      </div>
      <Gaps gaps={gaps} at={at} />
      {gaps.findings.map((findings) => (
        <Findings key={findings.kind} findings={findings} at={at} />
      ))}
      {gaps.findings.length === 0 && gaps.gap_count === 0 && !gaps.damage && (
        <p className="text-muted">Nothing strange was found.</p>
      )}
    </div>
  );
}

type At = (time: string | null) => string;

function Gaps({ gaps: { gaps, gap_count }, at }: { gaps: SeriesGaps; at: At }) {
  if (gaps.length === 0) return null;
  const rest = gap_count - gaps.length;
  return (
    <section aria-label="Gaps">
      <h3 className="text-xs font-semibold text-strong">Gaps, the longest first</h3>
      <PlainTable
        label="Gaps"
        columns={[
          { name: 'From', key: 'from' },
          { name: 'Until', key: 'to' },
          { name: 'Missing', key: 'missing', right: true },
        ]}
        rows={gaps.map(({ from, to, missing }) => ({
          key: from,
          cells: [at(from), at(to), count(missing)],
        }))}
      />
      {rest > 0 && <p className="px-3 text-xs text-muted">and {count(rest)} more</p>}
    </section>
  );
}

function Findings({ findings, at }: { findings: SeriesFindings; at: At }) {
  const { kind, is_error, first } = findings;
  const rest = findings.count - first.length;
  return (
    <section aria-label={kindText(kind)}>
      <h3 className="flex items-center gap-2 text-xs font-semibold text-strong">
        {kindText(kind)}
        <Badge tone={is_error ? 'bad' : 'quiet'}>
          {is_error ? 'error, ' : ''}
          {count(findings.count)}
        </Badge>
      </h3>
      <PlainTable
        label={kindText(kind)}
        columns={[
          { name: 'Time', key: 'time' },
          { name: 'What', key: 'what' },
        ]}
        rows={first.map(({ time, what }, index) => ({
          key: `${time}|${index}`,
          cells: [<span className="whitespace-nowrap">{at(time)}</span>, what],
        }))}
      />
      {rest > 0 && <p className="px-3 text-xs text-muted">and {count(rest)} more</p>}
    </section>
  );
}
