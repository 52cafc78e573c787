// SPDX-License-Identifier: MIT
import { type ReactNode, useState } from 'react';
import { Button } from '@/ui/Button';
import { saveCsv } from '@/ui/csv';
import { Icon } from '@/ui/icons';
import { type List, ListTable } from '@/ui/ListTable';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import type { Column } from '@/ui/Table';

interface Props<Row extends { id: string }> {
  title: string;
  list: List & { data?: Row[] | undefined };
  columns: Column<Row>[];
  csvRowOf?: (row: Row) => object;
  openKey: string;
  onOpen: (id: string) => void;
  empty: { title: string; hint: string };
  /** Of the button that makes another one. */
  newLabel: string;
  mayMake: boolean;
  form: (onClose: () => void) => ReactNode;
}

/** What was made and kept, the newest first, and the way to make another one. */
export function KeptPanel<Row extends { id: string }>(props: Props<Row>) {
  const { title, list, columns, csvRowOf = (row) => row, openKey, onOpen } = props;
  const [isNew, setIsNew] = useState(false);
  return (
    <>
      <Panel
        title={title}
        note={list.data?.length}
        className={openKey ? 'h-64 shrink-0' : 'min-h-64 flex-1'}
        flush
        actions={
          <>
            <Button
              size="small"
              disabled={!list.data?.length}
              onClick={() =>
                list.data && saveCsv(`${title.toLowerCase()}.csv`, list.data.map(csvRowOf))
              }
            >
              <Icon name="download" size={14} />
              CSV
            </Button>
            {props.mayMake && (
              <Button size="small" look="primary" onClick={() => setIsNew(true)}>
                {props.newLabel}
              </Button>
            )}
          </>
        }
      >
        <ListTable
          label={title}
          list={list}
          rows={list.data}
          columns={columns}
          keyOf={({ id }) => id}
          openKey={openKey}
          onOpen={({ id }) => onOpen(id)}
          empty={<Empty {...props.empty} />}
        />
      </Panel>
      {isNew && props.form(() => setIsNew(false))}
    </>
  );
}
