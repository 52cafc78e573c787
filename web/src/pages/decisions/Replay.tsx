// SPDX-License-Identifier: MIT
import { useDecisionReplay } from '@/api/queries';
import type { DecisionReplay } from '@/api/types';
import { capital, counted } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { PlainTable } from '@/ui/PlainTable';
import { Shown } from '@/ui/states';
import { replayRows } from './replayRows';

const MOST_TOLD = 5;

/** The decision computed again beside the one that was kept. */
export function Replay({ id }: { id: number }) {
  return (
    <Shown query={useDecisionReplay(id)} lines={4}>
      {(replay) => <Compared replay={replay} />}
    </Shown>
  );
}

function Compared({ replay }: { replay: DecisionReplay }) {
  return (
    <div className="space-y-2">
      <Verdict replay={replay} />
      <div className="rounded border">
        <PlainTable
          label="Kept and computed again"
          columns={[
            { key: 'name', name: 'Figure' },
            { key: 'kept', name: 'Kept', right: true },
            { key: 'again', name: 'Again', right: true },
          ]}
          rows={replayRows(replay.kept, replay.again).map(({ name, kept, again, isSame }, at) => ({
            key: `${at}`,
            cells: [
              <span className="text-muted">{name}</span>,
              kept,
              isSame ? (
                again
              ) : (
                <span className="font-semibold text-red">
                  <span aria-hidden>≠ </span>
                  {again}
                  <span className="sr-only"> differs</span>
                </span>
              ),
            ],
          }))}
        />
      </div>
    </div>
  );
}

function Verdict({ replay: { same, differences, signals, features } }: { replay: DecisionReplay }) {
  const from = `${counted(signals, 'signal')} from ${counted(features, 'feature')}`;
  return (
    <div role="status" className="space-y-1">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {same ? (
          <Badge tone="good" icon="check">
            The same to the last bit
          </Badge>
        ) : (
          <Badge tone="bad" icon="warning">
            It comes out otherwise
          </Badge>
        )}
        <span className="text-xs text-muted">
          {from}, all computed again from the session&apos;s bars.
        </span>
      </p>
      {!same && (
        <ul className="list-disc space-y-0.5 pl-5 text-xs break-words">
          {differences.slice(0, MOST_TOLD).map((difference, at) => (
            <li key={at} className={at === 0 ? 'text-strong' : 'text-muted'}>
              {capital(difference)}
            </li>
          ))}
          {differences.length > MOST_TOLD && (
            <li className="text-muted">and {differences.length - MOST_TOLD} more</li>
          )}
        </ul>
      )}
    </div>
  );
}
