// SPDX-License-Identifier: MIT
import { ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { AtWork } from './AtWork';
import { ENDED_COLUMNS } from './columns';
import { HowToStart } from './HowToStart';
import { ParentDrawer } from './ParentDrawer';
import { useParentRows } from './parentRows';

export default function Execution() {
  const [open, setOpen] = useUrlState('parent', '');
  const show = ({ parent }: { parent: number }) => setOpen(String(parent));
  const { working, ended, list } = useParentRows();
  if (working?.length === 0 && ended?.length === 0) return <HowToStart />;
  return (
    <div className="flex min-h-full flex-col gap-2 p-2">
      {working && <AtWork rows={working} onOpen={show} />}
      <Panel title="Ended" note={ended?.length} className="shrink-0 grow basis-100" flush>
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
      {open && <ParentDrawer id={Number(open)} onClose={() => setOpen('')} />}
    </div>
  );
}
