// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { DownloadForm, ImportForm, MOST_BYTES, bytesOf, mistakeOf, previewOf } from './importFile';

it('says why a file cannot be sent', () => {
  expect(mistakeOf('a.csv', 'time,open\n1,2\n')).toBe('');
  expect(mistakeOf('a.csv', ' \n')).toContain('empty');
  expect(mistakeOf('a.zip', 'PK\u0003\u0000')).toContain('unpack');
  expect(mistakeOf('a.csv', 'x'.repeat(MOST_BYTES))).toContain('keel import-data');
});

it('counts a file as it travels', () => {
  expect(bytesOf('a\nb')).toBe('"a\\nb"'.length);
  expect(bytesOf('ü')).toBe(4);
});

it('shows the beginning and says how much more there is', () => {
  const csv = Array.from({ length: 10 }, (_, line) => `${line},1`).join('\r\n') + '\r\n';
  expect(previewOf(csv)).toEqual({ lines: ['0,1', '1,1', '2,1', '3,1', '4,1', '5,1'], more: 4 });
  expect(previewOf('x'.repeat(500)).lines[0]).toHaveLength(121);
});

it('takes names and pairs, and nothing that could be a path or an option', () => {
  const fields = { venue: 'binance', pair: 'BTC/USDT', timeframe: '', synthetic: false, overwrite: false };
  expect(ImportForm.parse(fields).timeframe).toBeUndefined();
  for (const wrong of [{ venue: '../x' }, { venue: '-x' }, { venue: '' }, { pair: 'BTC' }]) {
    expect(ImportForm.safeParse({ ...fields, ...wrong }).success).toBe(false);
  }
  const download = { venue: 'binance', pair: 'BTC/USDT', timeframe: '1h', timerange: '' };
  expect(DownloadForm.parse(download).timerange).toBeUndefined();
  expect(DownloadForm.safeParse({ ...download, timerange: '2024' }).success).toBe(false);
});
