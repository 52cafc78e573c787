// SPDX-License-Identifier: MIT
// A table of any length: only the rows that are in sight are in the page. Rows have one height, so
// where each one is follows from its number.
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useIsNarrow } from './useMedia';

export interface Column<Row> {
  name: string;
  cell: (row: Row) => ReactNode;
  /** In rem; the least one of a column that grows into what is left. */
  width: number;
  grows?: boolean;
  right?: boolean;
  /** Left out on a phone. */
  wide?: boolean;
}

interface Props<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string | number;
  onOpen?: (row: Row) => void;
  openKey?: string | number | null;
  /** Called when the end comes into sight, to fetch more. */
  onEnd?: () => void;
  empty: ReactNode;
  /** The rows come from the stream, and are grey when it is not heard. */
  isLive?: boolean;
}

const ROW_PX = 30;
const SPARE_ROWS = 12;
const GAP_REM = 0.5;
const EDGE_REM = 0.75;
const APART_REM = 0.75;

export function Table<Row>({
  label,
  columns,
  rows,
  keyOf,
  onOpen,
  openKey,
  onEnd,
  empty,
  isLive,
}: Props<Row>) {
  const isNarrow = useIsNarrow();
  const { scroller, first, last } = useWindow(rows.length, onEnd);
  const shown = isNarrow ? columns.filter(({ wide }) => !wide) : columns;
  const grid = { gridTemplateColumns: shown.map((_, at) => trackOf(shown, at)).join(' ') };
  if (rows.length === 0) return <>{empty}</>;
  return (
    <div
      ref={scroller}
      className="relative min-h-0 flex-1 overflow-auto -outline-offset-2"
      onKeyDown={moveFocus}
      {...(!onOpen && { role: 'group', 'aria-label': label, tabIndex: 0 })}
    >
      <div
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={{ minWidth: leastWidth(shown) }}
      >
        <div
          role="row"
          aria-rowindex={1}
          style={grid}
          className="sticky top-0 z-10 grid h-7 items-center gap-x-2 border-b bg-panel px-3 text-2xs text-muted"
        >
          {shown.map((column, at) => (
            <div key={column.name} role="columnheader" className={`truncate ${aligned(shown, at)}`}>
              {column.name}
            </div>
          ))}
        </div>
        <div
          role="rowgroup"
          className={`relative ${isLive ? 'live' : ''}`}
          style={{ height: rows.length * ROW_PX }}
        >
          <div role="presentation" style={{ transform: `translateY(${first * ROW_PX}px)` }}>
            {rows.slice(first, last).map((row, at) => (
              <TableRow
                key={keyOf(row)}
                columns={shown}
                row={row}
                index={first + at}
                grid={grid}
                isOpen={openKey === keyOf(row)}
                {...(onOpen && { onOpen })}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

/** A text that follows a number at its right edge would be read as one with it. */
function isApart<Row>(columns: Column<Row>[], at: number): boolean {
  return Boolean(columns[at - 1]?.right) && !columns[at]?.right;
}

function aligned<Row>(columns: Column<Row>[], at: number): string {
  if (columns[at]?.right) return 'text-right';
  return isApart(columns, at) ? 'pl-3' : '';
}

function widthOf<Row>(columns: Column<Row>[], at: number): number {
  return (columns[at]?.width ?? 0) + (isApart(columns, at) ? APART_REM : 0);
}

function trackOf<Row>(columns: Column<Row>[], at: number): string {
  const width = widthOf(columns, at);
  return columns[at]?.grows ? `minmax(${width}rem, 1fr)` : `${width}rem`;
}

/** Below it the table scrolls sideways rather than cutting its cells. */
function leastWidth<Row>(columns: Column<Row>[]): string {
  const widths = columns.reduce((total, _, at) => total + widthOf(columns, at), 0);
  return `${widths + (columns.length - 1) * GAP_REM + 2 * EDGE_REM}rem`;
}

interface RowProps<Row> {
  columns: Column<Row>[];
  row: Row;
  index: number;
  grid: { gridTemplateColumns: string };
  isOpen: boolean;
  onOpen?: (row: Row) => void;
}

function TableRow<Row>({ columns, row, index, grid, isOpen, onOpen }: RowProps<Row>) {
  const open = onOpen && (() => onOpen(row));
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      tabIndex={open ? 0 : undefined}
      onClick={open}
      onKeyDown={(event) => {
        if (open && event.key === 'Enter' && event.target === event.currentTarget) open();
      }}
      style={{ ...grid, height: ROW_PX }}
      className={`grid items-center gap-x-2 border-b border-line/50 px-3 -outline-offset-2 ${
        open ? 'cursor-pointer hover:bg-raised' : ''
      } ${isOpen ? 'bg-raised' : ''}`}
    >
      {columns.map(({ name, cell }, at) => (
        <div key={name} role="cell" className={`min-w-0 truncate ${aligned(columns, at)}`}>
          {cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Which rows are in sight. */
function useWindow(length: number, onEnd: (() => void) | undefined) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const isEmpty = length === 0;
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [isEmpty]);
  const first = Math.max(0, Math.floor(view.top / ROW_PX) - SPARE_ROWS);
  const last = Math.min(length, Math.ceil((view.top + view.height) / ROW_PX) + SPARE_ROWS);
  const isAtEnd = last >= length;
  useEffect(() => {
    if (isAtEnd && length > 0) onEnd?.();
  }, [isAtEnd, length, onEnd]);
  return { scroller, first, last };
}

/** Arrow keys go from row to row. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling';
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const row = document.activeElement;
  const next = row?.getAttribute('role') === 'row' ? row[step] : null;
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}
