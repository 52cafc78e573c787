// SPDX-License-Identifier: MIT
import { useCallback, useEffect } from 'react';
import { useStrategies } from '@/api/queries';
import type { DecisionRow } from '@/api/types';
import { percent, sentence, signed } from '@/format/number';
import { FilterSelect } from '@/ui/fields';
import { ListTable } from '@/ui/ListTable';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { DecisionDrawer } from './DecisionDrawer';
import { useDecisionRows } from './decisionRows';
import { neighboursOf } from './neighbours';
import { Outcome, OUTCOMES } from './Outcome';

const COLUMNS: Column<DecisionRow>[] = [
  { name: 'Number', width: 4, cell: (row) => row.decision, wide: true },
  { name: 'Time', width: 5, cell: (row) => <Moment time={row.time} /> },
  { name: 'Pair', width: 5, cell: (row) => row.pair },
  { name: 'Outcome', width: 5, cell: (row) => <Outcome outcome={row.outcome} /> },
  {
    name: 'Conviction',
    width: 5,
    right: true,
    cell: (row) => (row.score === null ? '–' : signed(row.score, 2)),
    wide: true,
  },
  {
    name: 'Target',
    width: 4.5,
    right: true,
    cell: (row) => percent(row.target_share, 1),
    wide: true,
  },
  { name: 'Strategy', width: 8, grows: true, cell: (row) => row.strategy, wide: true },
  {
    name: 'Why',
    width: 18,
    grows: true,
    cell: (row) => <span className="text-muted">{row.text}</span>,
    wide: true,
  },
];

const OUTCOME_OPTIONS = [
  ['', 'All outcomes'] as const,
  ...OUTCOMES.map((outcome) => [outcome, sentence(outcome)] as const),
];

function NoDecisions({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <Empty title="No decision is like that." hint="Choose another outcome or strategy." />
  ) : (
    <Empty title="No decision yet." hint="Strategies decide when their bars close." />
  );
}

export default function Decisions() {
  const [outcome, setOutcome] = useUrlState('outcome', '');
  const [strategy, setStrategy] = useUrlState('strategy', '');
  const [pair] = useUrlState('pair', '');
  const [openId, setOpenId] = useUrlState('decision', '');
  const { rows, list } = useDecisionRows({ outcome, strategy, pair });
  const neighbours = neighboursOf(rows ?? [], Number(openId));
  const step = useCallback((id: number) => setOpenId(String(id)), [setOpenId]);
  const { fetchNextPage, hasNextPage, isFetching, isError } = list;
  const wantsMore = Boolean(openId) && neighbours.older === null && hasNextPage;
  useEffect(() => {
    if (wantsMore && !isFetching && !isError) void fetchNextPage();
  }, [wantsMore, isFetching, isError, fetchNextPage]);
  const { data } = useStrategies();
  const names = data?.items.map(({ name }) => [name, name] as const) ?? [];
  return (
    <div className="flex h-full flex-col p-2">
      <Panel
        title="Decisions"
        note={rows && `${rows.length}${list.hasNextPage ? ' loaded' : ''}`}
        className="flex-1"
        flush
        actions={
          <>
            <FilterSelect
              label="Outcome"
              value={outcome}
              onChange={setOutcome}
              options={OUTCOME_OPTIONS}
            />
            <FilterSelect
              label="Strategy"
              value={strategy}
              onChange={setStrategy}
              options={[['', 'All strategies'], ...names]}
            />
          </>
        }
      >
        <ListTable
          isLive
          label="Decisions"
          list={list}
          columns={COLUMNS}
          rows={rows}
          keyOf={({ decision }) => decision}
          openKey={Number(openId)}
          onOpen={({ decision }) => setOpenId(String(decision))}
          empty={<NoDecisions isFiltered={Boolean(outcome || strategy || pair)} />}
        />
      </Panel>
      {openId && (
        <DecisionDrawer
          id={Number(openId)}
          {...neighbours}
          onStep={step}
          onClose={() => setOpenId('')}
        />
      )}
    </div>
  );
}
