// SPDX-License-Identifier: MIT
import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useCancelJob } from '@/api/acts';
import { mergeRows } from '@/api/merge';
import { useJobs } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { JobView } from '@/api/types';
import { percent } from '@/format/number';
import { useRows } from '@/stream/stream';
import { Badge, type Tone } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';

const TONES: Record<JobView['state'], Tone> = {
  queued: 'quiet',
  running: 'info',
  done: 'good',
  failed: 'bad',
  canceled: 'quiet',
};
const SHOWN = 5;
const CHANGED = ['/runs', '/sweeps', '/research', '/integrity', '/data', '/data/gaps'];

const isUnderWay = ({ state }: JobView) => state === 'queued' || state === 'running';

/** What is computed now, and the last that was; of all kinds where none are named. */
export function JobsPanel({ kinds }: { kinds?: readonly string[] }) {
  const live = useRows('jobs');
  const { data } = useJobs();
  const all = mergeRows(
    live,
    data?.items,
    ({ id }) => id,
    ({ created }) => created,
  );
  useResultsAgain(all);
  const jobs = all?.filter(({ kind }) => !kinds || kinds.includes(kind));
  if (!jobs?.length) return null;
  return (
    <Panel title="Jobs" note={`${jobs.filter(isUnderWay).length} under way`} flush>
      <ul>
        {jobs.slice(0, SHOWN).map((job) => (
          <Job key={job.id} job={job} />
        ))}
      </ul>
    </Panel>
  );
}

/** A job that is done has made a run, found something out, or changed what is stored. */
function useResultsAgain(jobs: JobView[] | undefined): void {
  const queries = useQueryClient();
  const done = jobs?.filter(({ state }) => state === 'done').length ?? 0;
  useEffect(() => {
    if (done === 0) return;
    for (const key of CHANGED) {
      void queries.invalidateQueries({ queryKey: [key] });
    }
  }, [queries, done]);
}

function Job({ job }: { job: JobView }) {
  const may = useMay('trader');
  const cancel = useCancelJob();
  return (
    <li className="border-b border-line/50 px-3 py-2 last:border-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 truncate font-medium text-strong">{job.title}</span>
        <Badge tone={TONES[job.state]}>{job.state}</Badge>
        <span className="text-xs text-muted">
          <Moment time={job.created} />
          {job.by && ` by ${job.by}`}
        </span>
        <ResultLink job={job} />
        {may && isUnderWay(job) && (
          <Button
            size="small"
            className="ml-auto"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate(job.id)}
          >
            Cancel
          </Button>
        )}
      </div>
      {job.state === 'running' && <Progress progress={job.progress} />}
      {job.text && <p className="text-xs break-words text-muted">{job.text}</p>}
    </li>
  );
}

/** To what it made, on the page that shows it. */
function ResultLink({ job: { sweep_id, research_id } }: { job: JobView }) {
  const to = sweep_id
    ? `/optimise?sweep=${encodeURIComponent(sweep_id)}`
    : research_id && `/robustness?result=${encodeURIComponent(research_id)}`;
  return to ? (
    <Link to={to} className="text-xs text-blue hover:underline">
      Result
    </Link>
  ) : null;
}

/** Of unknown length while the job has not said how much there is. */
function Progress({ progress }: { progress: number | null }) {
  const known = progress !== null;
  return (
    <div className="mt-1 flex items-center gap-3">
      <div
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={1}
        {...(known && { 'aria-valuenow': progress })}
        className="h-1.5 flex-1 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={`h-full rounded-full bg-blue ${known ? '' : 'animate-pulse opacity-60'}`}
          style={{ width: known ? `${progress * 100}%` : '30%' }}
        />
      </div>
      <span className="w-16 text-right text-xs">{known ? percent(progress, 0) : 'at work'}</span>
    </div>
  );
}
