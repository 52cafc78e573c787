// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { ComparedRuns } from '@/api/types';
import { csvOf } from '@/ui/csv';
import { csvRowsOf, differing, figuresOf, idsOf, linesOf, secondsOf, toggled } from './compare';

const run = (run_id: string) => ({
  run_id,
  created_at: '2026-01-01T00:00:00Z',
  strategy: 'ema_cross',
  belief: 'sound',
  currency: 'USDT',
  synthetic: false,
});
const compared: ComparedRuns = {
  runs: [run('r-1'), run('r-2')],
  same_journal: false,
  settings: [
    { name: 'slow', same: false, values: ['30', '40'] },
    { name: 'timeframe', same: true, values: ['1h', '1h'] },
  ],
  figures: [
    { key: 'sharpe', title: 'Sharpe', unit: 'ratio', values: [1.5, null], texts: ['1.50', '-'] },
    { key: 'beta', title: 'Beta', unit: 'ratio', values: [null, null], texts: ['-', '-'] },
    {
      key: 'total_return',
      title: 'Return',
      unit: 'fraction',
      values: [0.1, -0.2],
      texts: ['10.00%', '-20.00%'],
    },
  ],
  times: ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
  curves: [
    [1, 1.1],
    [null, 1],
  ],
};

it('takes each run of an address once, and no more than can be compared', () => {
  expect(idsOf('')).toEqual([]);
  expect(idsOf('a,b,a,,c')).toEqual(['a', 'b', 'c']);
  expect(idsOf('a,b,c,d,e,f,g')).toHaveLength(6);
});

it('chooses and lets go, and is full at six', () => {
  expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  expect(toggled([...'abcdef'], 'g')).toEqual([...'abcdef']);
  expect(toggled([...'abcdef'], 'c')).toEqual([...'abdef']);
});

it('draws each run as a line that can be told from the next one without its colour', () => {
  expect(secondsOf(compared)).toEqual([1767225600, 1767312000]);
  const lines = linesOf(compared);
  expect(lines.map(({ name }) => name)).toEqual(['A', 'B']);
  expect(lines[1]?.values).toEqual([null, 1]);
  expect(lines[0]?.isDashed).not.toBe(lines[1]?.isDashed);
  const six = linesOf({ curves: Array.from({ length: 6 }, () => [1]) });
  expect(new Set(six.map(({ colour, isDashed }) => `${colour}${isDashed}`)).size).toBe(6);
});

it('shows the settings that differ and the figures that matter, or all there are', () => {
  expect(differing(compared.settings).map(({ name }) => name)).toEqual(['slow']);
  expect(figuresOf(compared.figures, false).map(({ key }) => key)).toEqual([
    'total_return',
    'sharpe',
  ]);
  expect(figuresOf(compared.figures, true).map(({ key }) => key)).toEqual([
    'sharpe',
    'total_return',
  ]);
});

it('saves a column a run', () => {
  expect(csvOf(csvRowsOf(compared)).split('\r\n').slice(0, 2)).toEqual([
    'kind,name,unit,r-1,r-2',
    'setting,slow,,30,40',
  ]);
  expect(csvRowsOf(compared)).toContainEqual({
    kind: 'figure',
    name: 'sharpe',
    unit: 'ratio',
    'r-1': 1.5,
    'r-2': null,
  });
});
