// SPDX-License-Identifier: MIT
import { useSignals } from '@/api/queries';
import type { SignalView } from '@/api/types';
import { percent, sentence, signed } from '@/format/number';
import { span } from '@/format/time';
import { Moment } from '@/ui/Moment';
import { Arrow } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { PlainTable } from '@/ui/PlainTable';
import { Scroll } from '@/ui/Scroll';
import { Empty, Shown } from '@/ui/states';

/** What each driver said last of each pair, and what its strategy made of all of them. */
export function SignalsPanel({ className = '' }: { className?: string }) {
  const query = useSignals();
  return (
    <Panel
      title="Last signals"
      note="as the newest decision of each pair counted them"
      className={className}
      flush
    >
      <Shown query={query}>{({ items }) => <Signals signals={items} />}</Shown>
    </Panel>
  );
}

const COLUMNS = [
  { key: 'pair', name: 'Pair' },
  { key: 'strategy', name: 'Strategy', wide: true },
  { key: 'driver', name: 'Driver' },
  { key: 'value', name: 'Says', right: true },
  { key: 'confidence', name: 'Sure', right: true },
  { key: 'decay', name: 'Left', right: true, wide: true },
  { key: 'half', name: 'Half-life', right: true, wide: true },
  { key: 'time', name: 'Said', right: true },
];

function Signals({ signals }: { signals: SignalView[] }) {
  if (signals.length === 0) {
    return (
      <Empty
        title="No signal yet."
        hint="Strategies that explain their decisions tell them when their bars close."
      />
    );
  }
  return (
    <Scroll label="Signals" className="max-h-96">
      <PlainTable
        label="Last signals"
        columns={COLUMNS}
        rows={signals.map((signal) => ({
          key: `${signal.strategy}|${signal.pair}|${signal.driver ?? ''}`,
          cells: cellsOf(signal),
        }))}
      />
    </Scroll>
  );
}

function cellsOf({ pair, strategy, driver, value, confidence, decay, half_life_s, time }: SignalView) {
  return [
    pair,
    strategy,
    driver === null ? <span className="font-medium text-strong">Conviction</span> : sentence(driver),
    <Direction key="value" value={value} />,
    confidence === null ? '–' : percent(confidence, 0),
    decay === null ? '–' : percent(decay, 0),
    half_life_s === null ? '–' : span(half_life_s * 1000),
    <Moment key="time" time={time} />,
  ];
}

/** −1 to 1: falling to rising. */
function Direction({ value }: { value: number }) {
  const text = signed(value, 2);
  const isFlat = Number(value.toFixed(2)) === 0;
  const tone = isFlat ? 'text-muted' : value > 0 ? 'text-green' : 'text-red';
  return (
    <span className={`whitespace-nowrap ${tone}`}>
      {!isFlat && <Arrow isUp={value > 0} />}
      {text}
    </span>
  );
}
