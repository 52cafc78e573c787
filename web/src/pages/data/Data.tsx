// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useStartGenerate } from '@/api/acts';
import { useHas } from '@/api/capabilities';
import { useData } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { SeriesView } from '@/api/types';
import { bytes, count } from '@/format/number';
import { JobsPanel } from '@/pages/backtests/JobsPanel';
import { matches } from '@/shell/match';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { FilterText } from '@/ui/fields';
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';
import { DownloadDialog } from './DownloadDialog';
import { GapMap } from './GapMap';
import { ImportDialog } from './ImportDialog';
import { SeriesDrawer } from './SeriesDrawer';

const COLUMNS: Column<SeriesView>[] = [
  { name: 'Venue', width: 6, cell: (row) => row.venue, wide: true },
  {
    name: 'Pair',
    width: 6.5,
    grows: true,
    cell: (row) => <span className="font-medium text-strong">{row.pair}</span>,
  },
  { name: 'Bars', width: 2.5, cell: (row) => row.timeframe },
  { name: 'From', width: 5.5, cell: (row) => row.from.slice(0, 10), wide: true },
  { name: 'To', width: 5.5, cell: (row) => row.to.slice(0, 10) },
  { name: 'Rows', width: 6, right: true, cell: (row) => count(row.rows), wide: true },
  { name: 'Gaps', width: 3.5, right: true, cell: (row) => <Gaps row={row} /> },
  { name: 'Size', width: 5.5, right: true, cell: (row) => bytes(row.bytes), wide: true },
  { name: 'Remarks', width: 14, grows: true, cell: (row) => <Remarks row={row} />, wide: true },
];

function Gaps({ row: { gaps, missing } }: { row: SeriesView }) {
  if (gaps === null) return <span className="text-muted">–</span>;
  if (gaps === 0) return <span className="text-muted">none</span>;
  return (
    <span
      className="text-yellow"
      title={`${count(missing)} bars are missing in ${count(gaps)} gaps`}
    >
      {count(gaps)}
    </span>
  );
}

function Remarks({ row }: { row: SeriesView }) {
  return (
    <span className="flex gap-1.5">
      {row.synthetic && <Badge tone="warn">Synthetic</Badge>}
      {row.close_only && <Badge tone="quiet">Closes only</Badge>}
      {row.delisted_at && <Badge tone="quiet">Delisted {row.delisted_at.slice(0, 10)}</Badge>}
    </span>
  );
}

const keyOf = (row: SeriesView) => `${row.venue}|${row.pair}|${row.timeframe}`;

/** Trades have no grid, hence no gaps. */
const hasBars = ({ timeframe }: SeriesView) => timeframe !== 'trades';

export default function Data() {
  const [wish, setWish] = useUrlState('find', '');
  const [open, setOpen] = useUrlState('series', '');
  const has = useHas();
  const list = useData();
  const rows = list.data?.filter((row) =>
    matches(wish, `${row.venue} ${row.pair} ${row.timeframe}`),
  );
  const canCheck = has('get /data/gaps');
  const opened = canCheck ? list.data?.find((row) => keyOf(row) === open && hasBars(row)) : undefined;
  return (
    <div className="flex min-h-full flex-col gap-2 p-2 lg:h-full">
      {has('get /jobs') && <JobsPanel />}
      {canCheck && rows && (
        <GapMap series={rows.filter(hasBars)} onOpen={(row) => setOpen(keyOf(row))} />
      )}
      <Panel
        title="Stored series"
        note={rows?.length}
        className="max-lg:h-[32rem] lg:min-h-64 lg:flex-1"
        flush
        actions={
          <>
            <FilterText label="Find a series" value={wish} onChange={setWish} />
            <Sources />
          </>
        }
      >
        <ListTable
          label="Stored series"
          list={list}
          rows={rows}
          columns={COLUMNS}
          keyOf={keyOf}
          openKey={open}
          {...(canCheck && { onOpen: (row: SeriesView) => setOpen(hasBars(row) ? keyOf(row) : '') })}
          empty={
            <Empty
              title={wish ? 'No series is called that.' : 'No series is stored.'}
              hint="keel import-data takes files in; keel download-data fetches from a venue."
            />
          }
        />
      </Panel>
      {opened && <SeriesDrawer {...opened} onClose={() => setOpen('')} />}
    </div>
  );
}

type Way = 'import' | 'download' | null;

/** Where series come from: a file, an exchange, or nowhere at all. */
function Sources() {
  const [way, setWay] = useState<Way>(null);
  const has = useHas();
  const may = useMay('trader');
  if (!may) return null;
  return (
    <>
      {has('post /jobs/generate') && <Invent />}
      {has('post /jobs/download') && (
        <Button size="small" onClick={() => setWay('download')}>
          Download
        </Button>
      )}
      {has('post /jobs/import') && (
        <Button size="small" look="primary" onClick={() => setWay('import')}>
          Import
        </Button>
      )}
      {way === 'download' && <DownloadDialog onClose={() => setWay(null)} />}
      {way === 'import' && <ImportDialog onClose={() => setWay(null)} />}
    </>
  );
}

/** The first press says what it replaces, the second does. */
function Invent() {
  const [isSure, setIsSure] = useState(false);
  const generate = useStartGenerate();
  return (
    <Button
      size="small"
      look={isSure ? 'danger' : 'plain'}
      disabled={generate.isPending}
      title="An invented market of three years, stored as venue synthetic"
      onBlur={() => setIsSure(false)}
      onClick={() => {
        if (isSure) generate.mutate({});
        setIsSure(!isSure);
      }}
    >
      {isSure ? 'Replace the last invented market?' : 'Invent'}
    </Button>
  );
}
