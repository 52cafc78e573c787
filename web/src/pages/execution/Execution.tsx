// SPDX-License-Identifier: MIT
import { useStatus } from '@/shell/status';
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty, Failed, Loading } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { ENDED_COLUMNS } from './columns';
import { HowToStart } from './HowToStart';
import { ParentCard } from './ParentCard';
import { ParentDrawer } from './ParentDrawer';
import { useParentRows } from './parentRows';

export default function Execution() {
  const [open, setOpen] = useUrlState('parent', '');
  const show = ({ parent }: { parent: number }) => setOpen(String(parent));
  const { working, ended, list } = useParentRows();
  const { status } = useStatus();
  const isNew = working?.length === 0 && ended?.length === 0;
  if (isNew) return <HowToStart />;
  return (
    <div className="flex h-full flex-col gap-2 p-2">
      <section aria-label="At work" className="max-h-[60%] shrink-0 overflow-y-auto">
        {!working ? (
          list.error ? (
            <Failed error={list.error} retry={() => void list.refetch()} />
          ) : (
            <Loading />
          )
        ) : working.length === 0 ? (
          <p className="rounded border bg-panel px-3 py-2 text-muted">
            No algorithm is at work now.
          </p>
        ) : (
          <div className="grid gap-2 lg:grid-cols-2 2xl:grid-cols-3">
            {working.map((row) => (
              <ParentCard
                key={row.parent}
                row={row}
                now={status?.time}
                onOpen={() => show(row)}
              />
            ))}
          </div>
        )}
      </section>
      <Panel title="Ended" note={ended?.length} className="min-h-48 flex-1" flush>
        <ListTable
          isLive
          label="Large orders that are over"
          list={list}
          rows={ended}
          columns={ENDED_COLUMNS}
          keyOf={({ parent }) => parent}
          openKey={Number(open)}
          onOpen={show}
          empty={<Empty title="None is over yet." hint="What each cost is shown here then." />}
        />
      </Panel>
      {open && (
        <ParentDrawer id={Number(open)} now={status?.time} onClose={() => setOpen('')} />
      )}
    </div>
  );
}
