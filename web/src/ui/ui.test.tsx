// SPDX-License-Identifier: MIT
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ModeBadge } from '@/shell/ModeBadge';
import { TypedConfirmation } from '@/pages/risk/TypedConfirmation';
import { Meter } from './Meter';
import { SignedMoney } from './numbers';
import { Table } from './Table';

afterEach(cleanup);

it('says in words how near a limit is, not by colour alone', () => {
  const show = (value: number) => `${value}`;
  render(<Meter label="A" used={90} limit={100} show={show} />);
  render(<Meter label="B" used={120} limit={100} show={show} />);
  render(<Meter label="C" used={1} limit={null} show={show} />);
  render(<Meter label="D" used={0.0001} limit={0.05} show={show} />);
  for (const text of ['99.8% head-room', '10% head-room, near the limit', 'Over by 20%', 'No limit set']) {
    expect(screen.getByText(text)).toBeTruthy();
  }
  expect(screen.getByRole('meter', { name: 'A' }).getAttribute('aria-valuetext')).toBe('90 of 100');
});

it('shows the sign of money as text', () => {
  render(<SignedMoney value="-1234.5" />);
  expect(screen.getByText('−1,234.50')).toBeTruthy();
});

it('names the mode', () => {
  render(<ModeBadge mode="live" />);
  expect(screen.getByTitle('Real orders with real money').textContent).toContain('LIVE');
});

it('acts only after a reason and the word', () => {
  const confirm = vi.fn();
  render(<TypedConfirmation word="HALT" act="Halt" isPending={false} onConfirm={confirm} />);
  const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Halt' });
  const type = (label: string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });
  type('Type HALT to confirm', 'HALT');
  expect(button.disabled).toBe(true);
  type('Reason, for the journal', ' the news ');
  type('Type HALT to confirm', 'halt');
  expect(button.disabled).toBe(true);
  type('Type HALT to confirm', 'HALT');
  fireEvent.click(button);
  expect(confirm).toHaveBeenCalledExactlyOnceWith('the news');
});

it('keeps only the rows in sight in the page, and opens one by the keyboard', () => {
  const open = vi.fn();
  render(
    <Table
      label="Numbers"
      columns={[{ name: 'Number', width: 5, cell: (row: number) => `row ${row}` }]}
      rows={Array.from({ length: 5000 }, (_, at) => at)}
      keyOf={(row) => row}
      onOpen={open}
      empty={null}
    />,
  );
  const rows = screen.getAllByRole('row');
  expect(rows.length).toBeLessThan(100);
  expect(screen.getByRole('table').getAttribute('aria-rowcount')).toBe('5001');
  fireEvent.keyDown(screen.getByText('row 3').closest('[role=row]') as HTMLElement, {
    key: 'Enter',
  });
  expect(open).toHaveBeenCalledWith(3);
});
