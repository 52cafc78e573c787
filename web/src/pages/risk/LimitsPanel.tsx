// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useLimits, useRiskSummary } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { LimitView, RiskUse } from '@/api/types';
import { percentDown, percentUp } from '@/format/number';
import { Button } from '@/ui/Button';
import { FilterText } from '@/ui/fields';
import { levelOf } from '@/ui/Meter';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { matches } from '@/shell/match';
import { LimitDialog } from './LimitDialog';
import { figuresOf, fullest, nameOfLimit, showLimit } from './uses';

interface Line extends LimitView {
  use: RiskUse | undefined;
}

export function LimitsPanel({ className = '' }: { className?: string }) {
  const [wish, setWish] = useUrlState('limit', '');
  const [changed, setChanged] = useState<LimitView | null>(null);
  const query = useLimits();
  const summary = useRiskSummary();
  const may = useMay('risk');
  return (
    <Panel
      title="Limits"
      className={className}
      flush
      actions={<FilterText label="Find a limit" value={wish} onChange={setWish} />}
    >
      <Shown query={query} lines={10}>
        {({ limits }) => (
          <Table
            label="Limits"
            columns={may ? [...COLUMNS, changeColumn(setChanged)] : COLUMNS}
            rows={linesOf(limits, summary.data?.uses ?? [], wish)}
            keyOf={({ name }) => name}
            empty={<Empty title="No limit is called that." />}
          />
        )}
      </Shown>
      {changed && <LimitDialog limit={changed} onClose={() => setChanged(null)} />}
    </Panel>
  );
}

/** Those in use first, the fullest on top; then the others, set before unset. */
function linesOf(limits: LimitView[], uses: RiskUse[], wish: string): Line[] {
  const rank = ({ use, value }: Line) =>
    typeof use?.share === 'number' ? 2 + Math.max(0, use.share) : value === null ? 0 : 1;
  return limits
    .filter(({ name }) => matches(wish, `${name} ${nameOfLimit(name)}`))
    .map((limit) => ({ ...limit, use: fullest(uses, limit.name) }))
    .sort((a, b) => rank(b) - rank(a));
}

const COLUMNS: Column<Line>[] = [
  {
    name: 'Limit',
    width: 9,
    grows: true,
    cell: ({ name, use }) => <Name name={name} scope={use?.scope} />,
  },
  {
    name: 'Used',
    width: 5,
    right: true,
    cell: ({ use }) => usedText(use),
  },
  { name: 'Limit is', width: 5, right: true, cell: valueText },
  {
    name: 'Head-room',
    width: 9,
    cell: ({ use }) => <Room use={use} />,
    wide: true,
  },
];

function changeColumn(onChange: (limit: LimitView) => void): Column<Line> {
  return {
    name: 'Change',
    width: 4.5,
    right: true,
    cell: (line) => (
      <Button
        look="quiet"
        size="small"
        aria-label={`Change ${nameOfLimit(line.name)}`}
        onClick={() => onChange(line)}
      >
        Change
      </Button>
    ),
  };
}

function Name({ name, scope }: { name: string; scope: string | undefined }) {
  return (
    <span title={name}>
      {nameOfLimit(name)}
      {scope && <span className="text-muted">, {scope}</span>}
    </span>
  );
}

function usedText(use: RiskUse | undefined) {
  if (!use) return '–';
  if (use.used === null) return <span className="text-muted">each order</span>;
  const { used, show } = figuresOf(use);
  return show(used);
}

function valueText({ name, value, use }: Line) {
  if (value === null) return <span className="text-muted">off</span>;
  if (!use) return showLimit(name, value);
  const { limit, show } = figuresOf(use);
  return show(limit);
}

const FILLS = { room: 'bg-blue', near: 'bg-amber', over: 'bg-red' };
const WORDS = { room: '', near: ' near', over: ' over' };

function Room({ use }: { use: RiskUse | undefined }) {
  if (typeof use?.share !== 'number') return <span className="text-muted">–</span>;
  const share = Math.max(0, use.share);
  const level = levelOf(share);
  return (
    <span className="live flex items-center gap-2">
      <span className="h-1.5 w-16 overflow-hidden rounded-full bg-raised">
        <span
          className={`block h-full ${FILLS[level]}`}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span>
        {share > 1 ? percentUp(share - 1) : percentDown(1 - share)}
        {WORDS[level]}
      </span>
    </span>
  );
}
