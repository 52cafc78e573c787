// SPDX-License-Identifier: MIT
import { useRegimes } from '@/api/queries';
import type { RegimesView } from '@/api/types';
import { count, counted } from '@/format/number';
import { useSource } from '@/pages/montecarlo/useSource';
import { sentenceOfWhy } from '@/pages/risk/figures/figures';
import { FilterSelect } from '@/ui/fields';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty, Loading, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { HistoryCharts } from './HistoryCharts';
import { NowPanel } from './NowPanel';
import { ProfitPanel } from './ProfitPanel';
import { StatesPanel } from './StatesPanel';
import { TransitionPanel } from './TransitionPanel';

const STATES = [
  ['2', '2'],
  ['3', '3'],
  ['4', '4'],
] as const;

/** Which regime a market is in, and what was made in each. */
export default function Regimes() {
  const { key, source, options, choose, isLoading } = useSource();
  const [states, setStates] = useUrlState<(typeof STATES)[number][0]>('states', '3');
  const query = useRegimes({ ...source, states: Number(states) }, key !== '');
  return (
    <div className="grid content-start gap-2 p-2 lg:grid-cols-12">
      <Panel
        title="Regimes over the price"
        {...(query.data && { note: query.data.series.name })}
        className="lg:col-span-12"
        flush
        actions={
          <>
            <FilterSelect label="Series" value={key} options={options} onChange={choose} />
            <Segments label="Regimes" value={states} options={STATES} onChange={setStates} />
          </>
        }
      >
        {key ? (
          <Shown query={query} lines={10}>
            {(view) => (view.why ? <TooFew why={view.why} /> : <Charts view={view} />)}
          </Shown>
        ) : isLoading ? (
          <Loading lines={8} />
        ) : (
          <Empty
            title="There is no series."
            hint="The session has not begun and no bars are stored; keel download-data gets some."
          />
        )}
      </Panel>
      {query.data && !query.data.why && <Details view={query.data} />}
    </div>
  );
}

function TooFew({ why }: { why: string }) {
  return <Empty title="No regimes yet." hint={sentenceOfWhy(why)} />;
}

function Charts({ view }: { view: RegimesView }) {
  const { fitted_from, fitted_to, fitted_returns, series } = view;
  return (
    <>
      <HistoryCharts history={view.history} price={series.last_price} />
      <p className="border-t px-3 py-1.5 text-xs text-muted">
        Filtered: each probability knows the bars up to its own and none after it. The parameters
        were fitted on {count(fitted_returns)} returns, from{' '}
        <Moment time={fitted_from} full /> to <Moment time={fitted_to} full />, so they know that
        whole range.
        {series.gaps > 0 && ` Bars are missing in ${counted(series.gaps, 'place')}.`}
      </p>
    </>
  );
}

function Details({ view }: { view: RegimesView }) {
  return (
    <>
      <NowPanel view={view} className="lg:col-span-3" />
      <StatesPanel view={view} className="lg:col-span-5" />
      <TransitionPanel view={view} className="lg:col-span-4" />
      {view.profit && (
        <ProfitPanel profit={view.profit} pair={view.series.pair} className="lg:col-span-12" />
      )}
    </>
  );
}
