// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useResearch, useResearchResult } from '@/api/queries';
import { CourtPart } from '@/pages/research/CourtPart';
import { Moment } from '@/ui/Moment';
import { Empty, Shown } from '@/ui/states';

/** The newest court over the family of a sweep. */
export function CourtOfSweep({ family }: { family: string }) {
  const has = useHas();
  const list = useResearch();
  if (!has('get /research')) return null;
  const court = list.data?.find((one) => one.kind === 'court' && one.family === family);
  if (list.data && !court) {
    return (
      <Empty
        title="No court was held yet."
        hint="It asks whether the best of so many trials is more than luck."
      />
    );
  }
  return court ? <Ruling id={court.id} made={court.made} /> : <Shown query={list}>{() => null}</Shown>;
}

function Ruling({ id, made }: { id: string; made: string }) {
  const query = useResearchResult(id);
  return (
    <Shown query={query} lines={6}>
      {({ court }) => (
        <div className="space-y-2">
          {court && <CourtPart court={court} />}
          <p className="text-2xs text-muted">
            Of the newest court over this strategy, asked for <Moment time={made} full />.
          </p>
        </div>
      )}
    </Shown>
  );
}
