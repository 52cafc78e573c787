// SPDX-License-Identifier: MIT
import { Navigate, useLocation, useParams } from 'react-router';
import { useHas } from '@/api/capabilities';
import { useInstruments } from '@/api/queries';
import type { InstrumentView } from '@/api/types';
import { useIsNarrow } from '@/ui/useMedia';
import { Segments } from '@/ui/Segments';
import { Empty, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { BookPanel } from './BookPanel';
import { ChartPanel } from './ChartPanel';
import { HoldingsPanel } from './HoldingsPanel';
import { PairBar } from './PairBar';
import { TapePanel } from './TapePanel';
import { Ticket } from './Ticket';

export default function Trade() {
  const { base, quote } = useParams();
  const { search } = useLocation();
  const query = useInstruments();
  return (
    <Shown query={query} lines={8}>
      {({ items }) => {
        const pair = items.find((item) => item.pair === `${base}/${quote}`);
        const [first] = items;
        if (pair) return <Desk key={pair.pair} instrument={pair} />;
        if (!base && first)
          return <Navigate replace to={{ pathname: `/trade/${first.pair}`, search }} />;
        return (
          <Empty
            title={base ? `${base}/${quote} is not traded here.` : 'No pair is traded here.'}
          />
        );
      }}
    </Shown>
  );
}

function Desk({ instrument }: { instrument: InstrumentView }) {
  const isNarrow = useIsNarrow();
  return isNarrow ? <NarrowDesk instrument={instrument} /> : <WideDesk instrument={instrument} />;
}

/** Whether a person can send orders here at all; without that there is no ticket. */
function useHasTicket(): boolean {
  const has = useHas();
  return has('post /orders') && has('post /orders/check');
}

const WITH_TICKET = 'grid-cols-[minmax(0,1fr)_15rem_17rem]';
const WITHOUT_TICKET = 'grid-cols-[minmax(0,1fr)_15rem]';

function WideDesk({ instrument }: { instrument: InstrumentView }) {
  const { pair } = instrument;
  const hasTicket = useHasTicket();
  return (
    <div
      className={`grid h-full min-h-[44rem] grid-rows-[auto_minmax(0,1fr)_15rem] gap-2 p-2 ${hasTicket ? WITH_TICKET : WITHOUT_TICKET}`}
    >
      <PairBar instrument={instrument} className="col-span-full" />
      <ChartPanel instrument={instrument} />
      <BookPanel instrument={instrument} />
      {hasTicket && <Ticket instrument={instrument} className="row-span-2" />}
      <HoldingsPanel pair={pair} />
      <TapePanel pair={pair} />
    </div>
  );
}

const VIEWS = [
  ['chart', 'Chart'],
  ['ticket', 'Ticket'],
  ['book', 'Book'],
  ['tape', 'Tape'],
  ['holdings', 'Holdings'],
] as const;

function NarrowDesk({ instrument }: { instrument: InstrumentView }) {
  const [view, setView] = useUrlState<(typeof VIEWS)[number][0]>('view', 'chart');
  const { pair } = instrument;
  const hasTicket = useHasTicket();
  const views = VIEWS.filter(([key]) => key !== 'ticket' || hasTicket);
  return (
    <div className="flex h-full flex-col gap-2 p-2">
      <PairBar instrument={instrument} />
      <Segments label="Part of the page" value={view} options={views} onChange={setView} />
      {view === 'chart' && <ChartPanel instrument={instrument} className="flex-1" />}
      {view === 'ticket' && hasTicket && <Ticket instrument={instrument} className="flex-1" />}
      {view === 'book' && <BookPanel instrument={instrument} className="flex-1" />}
      {view === 'tape' && <TapePanel pair={pair} className="flex-1" />}
      {view === 'holdings' && <HoldingsPanel pair={pair} className="flex-1" />}
    </div>
  );
}
