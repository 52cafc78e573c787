// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import { Failed, Loading } from './states';
import { type Column, Table } from './Table';

/** The list of the server behind the rows, as useInfiniteQuery knows it. */
export interface List {
  error: Error | null;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
}

interface Props<Row> {
  label: string;
  list: List;
  rows: Row[] | undefined;
  columns: Column<Row>[];
  keyOf: (row: Row) => string | number;
  onOpen?: (row: Row) => void;
  openKey?: string | number | null;
  empty: ReactNode;
  isLive?: boolean;
}

/** A table that is read page by page as it is scrolled. */
export function ListTable<Row>({ list, rows, ...table }: Props<Row>) {
  if (!rows) {
    return list.error ? (
      <Failed error={list.error} retry={() => void list.refetch()} />
    ) : (
      <Loading lines={8} />
    );
  }
  const more =
    list.hasNextPage && !list.isFetchingNextPage ? () => void list.fetchNextPage() : undefined;
  return <Table rows={rows} {...table} {...(more && { onEnd: more })} />;
}
