// SPDX-License-Identifier: MIT
import { useConfig } from '@/api/queries';
import type { ConfigView } from '@/api/types';
import { matches } from '@/shell/match';
import { FilterText } from '@/ui/fields';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';

const COLUMNS: Column<ConfigView>[] = [
  { name: 'Setting', width: 9, grows: true, cell: ({ key }) => key },
  {
    name: 'Value',
    width: 8,
    grows: true,
    cell: ({ value }) => <span className="text-strong">{value}</span>,
  },
  { name: 'Origin', width: 7, cell: ({ origin }) => origin, wide: true },
];

/** What the session was started with. */
export function ConfigPanel() {
  const [wish, setWish] = useUrlState('setting', '');
  const query = useConfig();
  return (
    <Panel
      title="Configuration"
      note="in force; secrets are hidden"
      className="max-h-[28rem] lg:col-span-2"
      flush
      actions={<FilterText label="Find a setting" value={wish} onChange={setWish} />}
    >
      <Shown query={query}>
        {({ items }) => (
          <Table
            label="Configuration"
            columns={COLUMNS}
            rows={items.filter(({ key }) => matches(wish, key))}
            keyOf={({ key }) => key}
            empty={<Empty title="No setting is called that." />}
          />
        )}
      </Shown>
    </Panel>
  );
}
