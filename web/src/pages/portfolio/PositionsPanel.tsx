// SPDX-License-Identifier: MIT
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Failed, Loading } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { ClosedTable } from './ClosedTable';
import { useClosedRows } from './closedRows';
import { PositionsTable } from './PositionsTable';
import { isHeld, usePositionRows } from './positionRows';

const SHOWS = [
  ['held', 'Held'],
  ['all', 'All'],
  ['closed', 'Closed'],
] as const;
type Show = (typeof SHOWS)[number][0];

interface ShownProps {
  show: Show;
  onShow: (show: Show) => void;
}

/** What is held now, what ever was, and what became of it. */
export function PositionsPanel() {
  const [show, setShow] = useUrlState<Show>('positions', 'held');
  return show === 'closed' ? (
    <ClosedPanel show={show} onShow={setShow} />
  ) : (
    <OpenPanel show={show} onShow={setShow} />
  );
}

function OpenPanel({ show, onShow }: ShownProps) {
  const { rows, query } = usePositionRows();
  const shown = show === 'held' ? rows?.filter(isHeld) : rows;
  return (
    <Panel
      title="Positions"
      note={shown?.length}
      className="max-lg:max-h-96 lg:col-span-8"
      flush
      actions={<ShowButtons show={show} onShow={onShow} name="positions.csv" rows={shown} />}
    >
      {shown ? (
        <PositionsTable rows={shown} />
      ) : query.error ? (
        <Failed error={query.error} />
      ) : (
        <Loading />
      )}
    </Panel>
  );
}

function ClosedPanel({ show, onShow }: ShownProps) {
  const closed = useClosedRows();
  const { rows, list } = closed;
  return (
    <Panel
      title="Closed positions"
      note={rows && `${rows.length}${list.hasNextPage ? ' loaded' : ''}, first in first out`}
      className="max-lg:h-96 lg:col-span-8"
      flush
      actions={<ShowButtons show={show} onShow={onShow} name="closed-trades.csv" rows={rows} />}
    >
      <ClosedTable {...closed} />
    </Panel>
  );
}

interface ShowButtonsProps extends ShownProps {
  name: string;
  rows: object[] | undefined;
}

function ShowButtons({ show, onShow, name, rows }: ShowButtonsProps) {
  return (
    <>
      <Segments label="Which positions" value={show} options={SHOWS} onChange={onShow} />
      <Button
        size="small"
        disabled={!rows?.length}
        aria-label="Save these rows as CSV"
        onClick={() => rows && saveCsv(name, rows)}
      >
        <Icon name="download" size={14} />
        <span className="max-md:sr-only">CSV</span>
      </Button>
    </>
  );
}
