// SPDX-License-Identifier: MIT
import { useData } from '@/api/queries';
import type { SeriesView } from '@/api/types';
import { bytes, count } from '@/format/number';
import { matches } from '@/shell/match';
import { Badge } from '@/ui/Badge';
import { FilterText } from '@/ui/fields';
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';

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

export default function Data() {
  const [wish, setWish] = useUrlState('find', '');
  const list = useData();
  const rows = list.data?.filter((row) =>
    matches(wish, `${row.venue} ${row.pair} ${row.timeframe}`),
  );
  return (
    <div className="flex h-full flex-col p-2">
      <Panel
        title="Stored series"
        note={rows?.length}
        className="flex-1"
        flush
        actions={<FilterText label="Find a series" value={wish} onChange={setWish} />}
      >
        <ListTable
          label="Stored series"
          list={list}
          rows={rows}
          columns={COLUMNS}
          keyOf={(row) => `${row.venue}|${row.pair}|${row.timeframe}`}
          empty={
            <Empty
              title={wish ? 'No series is called that.' : 'No series is stored.'}
              hint="keel import-data takes files in; keel download-data fetches from a venue."
            />
          }
        />
      </Panel>
    </div>
  );
}
