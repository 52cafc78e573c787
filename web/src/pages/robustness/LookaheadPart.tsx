// SPDX-License-Identifier: MIT
import type { LookaheadReport } from '@/api/types';
import { count, sentence } from '@/format/number';
import { Moment } from '@/ui/Moment';
import { PlainTable } from '@/ui/PlainTable';

export function LookaheadPart({ report: { verdict } }: { report: LookaheadReport }) {
  return (
    <div className="space-y-3">
      <p>{verdict.sentence}</p>
      {verdict.alarms.length > 0 && (
        <PlainTable
          label="What knew the future"
          columns={[
            { name: 'Subject', key: 'subject' },
            { name: 'At', key: 'at' },
            { name: 'Why', key: 'why' },
          ]}
          rows={verdict.alarms.map((alarm, at) => ({
            key: `${alarm.subject} ${at}`,
            cells: [alarm.subject, <Moment time={alarm.time} full />, alarm.sentence],
          }))}
        />
      )}
      <PlainTable
        label="What was tried"
        columns={[
          { name: 'Check', key: 'name' },
          { name: 'Tried', key: 'tried', right: true },
          { name: 'Alarms', key: 'alarms', right: true },
          { name: '', key: 'sentence', wide: true },
        ]}
        rows={verdict.checks.map((check) => ({
          key: check.name,
          cells: [
            sentence(check.name),
            count(check.tried),
            count(check.alarms),
            <span className="text-muted">{check.sentence}</span>,
          ],
        }))}
      />
      {verdict.notes.length > 0 && (
        <ul className="text-xs text-muted">
          {verdict.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
