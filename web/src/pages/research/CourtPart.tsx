// SPDX-License-Identifier: MIT
import type { CourtVerdict } from '@/api/types';
import { count, fixed, percent } from '@/format/number';
import { PlainTable } from '@/ui/PlainTable';
import { Verdict } from './verdict';

/** The overfitting court: the ruling, what it hangs on, and the numbers behind it. */
export function CourtPart({ court }: { court: CourtVerdict }) {
  return (
    <div className="space-y-3">
      <p className="flex flex-wrap items-center gap-2">
        <Verdict verdict={court.ruling} />
        <span>{court.reason}</span>
      </p>
      <p className="text-xs break-words text-muted">Judged: {court.judged}</p>
      <PlainTable
        label="Conditions of the ruling"
        columns={[
          { name: 'Condition', key: 'name' },
          { name: 'Found', key: 'found', right: true },
          { name: 'Wanted', key: 'wanted', right: true },
          { name: 'Holds', key: 'holds', right: true },
        ]}
        rows={court.criteria.map(({ name, found, wanted, holds }) => ({
          key: name,
          cells: [name, found, wanted, heldText(holds)],
        }))}
      />
      <PlainTable
        label="Numbers of the court"
        columns={[
          { name: 'Number', key: 'name' },
          { name: '', key: 'value', right: true },
        ]}
        rows={numbersOf(court).map(([name, value]) => ({ key: name, cells: [name, value] }))}
      />
    </div>
  );
}

function heldText(holds: boolean | null) {
  if (holds === null) return <span className="text-muted">not asked</span>;
  return <span className={holds ? 'text-green' : 'text-red'}>{holds ? 'yes' : 'no'}</span>;
}

function numbersOf(court: CourtVerdict): [string, string][] {
  return [
    ['Sharpe ratio, annual', fixed(court.sharpe, 2)],
    ['Days', count(court.days)],
    ['Trials that were made', count(court.tried)],
    ['Trials that count', count(court.trials)],
    ['Trials that really differ', fixed(court.effective_trials, 1)],
    ['Best Sharpe ratio of as many worthless ones', fixed(court.expected_best, 2)],
    ['Deflated Sharpe ratio', percent(court.deflated_sharpe, 1)],
    ['Probability of overfitting', percent(court.overfit_probability, 1)],
    ['Superior predictive ability, p', fixed(court.superior_consistent, 3)],
    ['Reality check, p', fixed(court.reality_check, 3)],
    ['Days until it proves more than luck', fixed(court.minimum_days_deflated, 0)],
  ];
}
