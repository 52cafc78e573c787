// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useCalibration } from '@/api/queries';
import type { LabCalibration, LabLevel } from '@/api/types';
import { count, counted, fixed, percent, signedPercent } from '@/format/number';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Empty, Shown } from '@/ui/states';
import { Histogram } from './Histogram';
import type { LabQuestion } from './labForm';
import type { Source } from './source';

interface Props {
  source: Source;
  question: LabQuestion;
}

/** Begun by a press: it goes through the past, which takes a while. */
export function CalibrationPanel({ source, question: { level, horizon, seed } }: Props) {
  const [isAsked, setIsAsked] = useState(false);
  const query = useCalibration({ ...source, level, horizon, seed }, isAsked);
  return (
    <Panel
      title="Were such forecasts right?"
      note="at past dates, with only what was known then"
      flush
    >
      {isAsked ? (
        <Shown query={query} lines={6}>
          {(view) => <Judged view={view} />}
        </Shown>
      ) : (
        <div className="flex flex-wrap items-center gap-3 p-3">
          <Button onClick={() => setIsAsked(true)}>Judge the past</Button>
          <p className="text-xs text-muted">
            Level {level}
            {level > 1 && ' and, beside it, level 1'}, {counted(horizon, 'bar')} ahead, again and
            again; takes a few seconds.
          </p>
        </div>
      )}
    </Panel>
  );
}

function Judged({ view }: { view: LabCalibration }) {
  if (view.why) {
    return <Empty title="It cannot be judged yet." hint={sentenceOfWhy(view.why)} />;
  }
  return (
    <>
      <div className="grid gap-x-2 lg:grid-cols-2">
        {view.levels.map((level) => (
          <Level key={level.level} level={level} />
        ))}
      </div>
      <p className="border-t px-3 py-2 text-xs text-muted">
        Outcomes between {view.from && <Moment time={view.from} full />} and{' '}
        {view.to && <Moment time={view.to} full />}. Each forecast knew {count(view.window)} returns;
        parameters were fitted anew every {count(view.refit)}. {count(view.paths)} paths, seed{' '}
        {view.seed}.
      </p>
    </>
  );
}

function Level({ level }: { level: LabLevel }) {
  const { pit, forecasts } = level;
  const isEven = level.pit_p_value >= 0.05;
  return (
    <section aria-label={`Level ${level.level}`} className="min-w-0 pb-2">
      <header className="flex flex-wrap items-center gap-2 px-3 pt-2">
        <h3 className="text-xs font-semibold text-strong">Level {level.level}</h3>
        <Badge tone={isEven ? 'good' : 'warn'} icon={isEven ? 'check' : 'warning'}>
          {isEven ? 'Even' : 'Uneven'}, p {fixed(level.pit_p_value, 3)}
        </Badge>
        <span className="text-xs text-muted">{counted(forecasts, 'forecast')}</span>
      </header>
      <div className="px-3 pt-2">
        <Histogram
          label={`Outcomes by where in the forecast they fell, level ${level.level}`}
          columns={pit.map((height, at) => ({
            label: `${percent(at / pit.length, 0)} to ${percent((at + 1) / pit.length, 0)}`,
            count: height,
          }))}
          expected={forecasts / pit.length}
          from="Lowest of the forecast"
          to="highest; flat is right"
        />
      </div>
      <Coverage level={level} />
      <p className="px-3 pt-1 text-xs text-muted">
        CRPS {percent(level.crps, 3)}
        {level.level > 1 &&
          `, ${signedPercent(level.gain, 1)} better than level 1 (t ${fixed(level.gain_t, 1)})`}
        . {counted(level.fits, 'fit')}
        {level.failed_fits > 0 && `, ${level.failed_fits} failed`}.
      </p>
    </section>
  );
}

function Coverage({ level: { coverage, exceptions, forecasts } }: { level: LabLevel }) {
  return (
    <PlainTable
      label="How often the intervals held"
      columns={[
        { key: 'interval', name: 'Should hold' },
        { key: 'inside', name: 'Held', right: true },
        { key: 'range', name: 'If right', right: true, wide: true },
        { key: 'verdict', name: 'Verdict', right: true },
      ]}
      rows={[
        ...coverage.map(({ nominal, inside, low, high, is_within }) => ({
          key: `interval ${nominal}`,
          cells: [
            `${percent(nominal, 0)} interval`,
            percent(inside / forecasts, 1),
            `${percent(low / forecasts, 0)} to ${percent(high / forecasts, 0)}`,
            <Verdict key="verdict" isRight={is_within} />,
          ],
        })),
        ...exceptions.map(({ confidence, exceptions: seen, expected, kupiec }) => ({
          key: `tail ${confidence}`,
          cells: [
            `VaR ${percent(confidence, 0)}`,
            `${seen} passed it`,
            `${fixed(expected, 1)} expected`,
            <Verdict key="verdict" isRight={kupiec >= 0.05} />,
          ],
        })),
      ]}
    />
  );
}

function Verdict({ isRight }: { isRight: boolean }) {
  return (
    <Badge tone={isRight ? 'good' : 'warn'} icon={isRight ? 'check' : 'warning'}>
      {isRight ? 'Right' : 'Off'}
    </Badge>
  );
}
