// SPDX-License-Identifier: MIT
import { useConfig } from '@/api/queries';
import type { SettingView } from '@/api/types';
import { matches } from '@/shell/match';
import { FilterText } from '@/ui/fields';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Empty, Shown } from '@/ui/states';
import { type Column, Table } from '@/ui/Table';
import { useUrlState } from '@/ui/useUrlState';

const COLUMNS: Column<SettingView>[] = [
  { name: 'Setting', width: 9, grows: true, cell: ({ key }) => key },
  {
    name: 'Value',
    width: 8,
    grows: true,
    cell: ({ value }) =>
      value === null ? (
        <span className="text-muted">not set</span>
      ) : (
        <span className="text-strong">{value}</span>
      ),
  },
];

/** What the session was started with. */
export function ConfigPanel() {
  const [wish, setWish] = useUrlState('setting', '');
  const query = useConfig();
  return (
    <Panel
      title="Configuration"
      note={
        query.data && (
          <>
            of the start <Moment time={query.data.started} full />, Keel {query.data.version}
          </>
        )
      }
      className="max-h-[28rem] lg:col-span-2"
      flush
      actions={<FilterText label="Find a setting" value={wish} onChange={setWish} />}
    >
      <Shown query={query}>
        {({ settings }) => (
          <Table
            label="Configuration"
            columns={COLUMNS}
            rows={settings.filter(({ key }) => matches(wish, key))}
            keyOf={({ key }) => key}
            empty={<Empty title="No setting is called that." />}
          />
        )}
      </Shown>
    </Panel>
  );
}
