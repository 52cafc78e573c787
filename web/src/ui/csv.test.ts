// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { csvOf } from './csv';

it('quotes, leaves absent cells empty and disarms formulas', () => {
  const rows = [
    { id: 1, text: 'a, "b"', price: null, change: '-0.5' },
    { id: 2, text: '=HYPERLINK()', price: '1.50', change: '-x' },
  ];
  expect(csvOf(rows)).toBe(
    'id,text,price,change\r\n1,"a, ""b""",,-0.5\r\n2,\'=HYPERLINK(),1.50,\'-x\r\n',
  );
  expect(csvOf([])).toBe('');
});
