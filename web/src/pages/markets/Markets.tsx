// SPDX-License-Identifier: MIT
import { useNavigate } from 'react-router';
import { useCandles } from '@/api/queries';
import type { TickerView } from '@/api/types';
import { barsOf } from '@/charts/bars';
import { Sparkline } from '@/charts/Sparkline';
import { money } from '@/format/decimal';
import { fixed } from '@/format/number';
import { useSettings } from '@/settings/store';
import { matches } from '@/shell/match';
import { useRows } from '@/stream/stream';
import { Price } from '@/ui/amounts';
import { FilterText } from '@/ui/fields';
import { Icon } from '@/ui/icons';
import { SignedPercent } from '@/ui/numbers';
import { Panel } from '@/ui/Panel';
import { Empty, Loading } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { changeOf, spreadBps } from './ticker';

const COLUMNS: Column<TickerView>[] = [
  { name: 'Watch', width: 2.5, cell: ({ pair }) => <Star pair={pair} /> },
  {
    name: 'Pair',
    width: 5.5,
    grows: true,
    cell: ({ pair }) => <span className="font-medium text-strong">{pair}</span>,
  },
  {
    name: 'Last',
    width: 5.5,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.last} />,
  },
  { name: '24 h', width: 5, right: true, cell: (row) => <SignedPercent value={changeOf(row)} /> },
  { name: 'Course', width: 7, cell: ({ pair }) => <Course pair={pair} />, wide: true },
  {
    name: 'Bid',
    width: 5.5,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.bid} />,
    wide: true,
  },
  {
    name: 'Ask',
    width: 5.5,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.ask} />,
    wide: true,
  },
  {
    name: 'Spread, bp',
    width: 4.5,
    right: true,
    cell: (row) => fixed(spreadBps(row), 1),
    wide: true,
  },
  {
    name: 'High 24 h',
    width: 5.5,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.high_24h} />,
    wide: true,
  },
  {
    name: 'Low 24 h',
    width: 5.5,
    right: true,
    cell: (row) => <Price pair={row.pair} value={row.low_24h} />,
    wide: true,
  },
  {
    name: 'Volume 24 h',
    width: 6.5,
    right: true,
    cell: ({ volume_24h }) => (volume_24h ? money(volume_24h, 0) : '–'),
    wide: true,
  },
];

export default function Markets() {
  const [wish, setWish] = useUrlState('find', '');
  const navigate = useNavigate();
  const tickers = useRows('tickers');
  const watched = useSettings((settings) => settings.watched);
  return (
    <div className="flex h-full flex-col p-2">
      <Panel
        title="Watch list"
        note={tickers?.length}
        className="flex-1"
        flush
        actions={<FilterText label="Find a pair" value={wish} onChange={setWish} />}
      >
        {tickers ? (
          <Table
            isLive
            label="Markets"
            columns={COLUMNS}
            rows={ordered(tickers, watched).filter(({ pair }) => matches(wish, pair))}
            keyOf={({ pair }) => pair}
            onOpen={({ pair }) => void navigate(`/trade/${pair}`)}
            empty={
              <Empty title={wish ? 'No pair is called that.' : 'No price has been heard yet.'} />
            }
          />
        ) : (
          <Loading lines={8} />
        )}
      </Panel>
    </div>
  );
}

/** Watched pairs first, then by name: rows that stand still can be read. */
function ordered(tickers: TickerView[], watched: string[]): TickerView[] {
  const rank = (pair: string) => (watched.includes(pair) ? 0 : 1);
  return [...tickers].sort((a, b) => rank(a.pair) - rank(b.pair) || a.pair.localeCompare(b.pair));
}

function Star({ pair }: { pair: string }) {
  const isWatched = useSettings(({ watched }) => watched.includes(pair));
  const toggle = () =>
    useSettings.setState(({ watched }) => ({
      watched: isWatched ? watched.filter((other) => other !== pair) : [...watched, pair],
    }));
  return (
    <button
      type="button"
      aria-pressed={isWatched}
      aria-label={`Watch ${pair}`}
      className={`flex size-6 items-center justify-center rounded ${isWatched ? 'text-yellow' : 'text-muted'}`}
      onClick={(event) => {
        event.stopPropagation();
        toggle();
      }}
    >
      <Icon name="star" size={14} filled={isWatched} />
    </button>
  );
}

const COURSE_BARS = 120;

function Course({ pair }: { pair: string }) {
  const { data } = useCandles({ pair, limit: COURSE_BARS });
  const closes = barsOf(data?.items ?? []).map(({ close }) => close);
  return <Sparkline values={closes} label={`Course of ${pair} over ${closes.length} bars`} />;
}
