// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import type { AlertRule, FigureView } from '@/api/types';
import {
  BLANK,
  bodyOf,
  comparisonsOf,
  conditionOf,
  fieldsOf,
  mistakesIn,
  type RuleFields,
  withFigure,
} from './ruleForm';

const figure = (part: Partial<FigureView>): FigureView => ({
  figure: 'drawdown',
  title: 'drawdown',
  unit: 'share',
  description: '',
  subject: null,
  subjects: [],
  value: null,
  ...part,
});

const fields: RuleFields = { ...BLANK, name: ' Deep ', figure: 'drawdown', comparison: 'above' };

it('compares yes and no only by being so', () => {
  expect(comparisonsOf('yes_no').map(([kind]) => kind)).toEqual(['equals', 'changes']);
  expect(comparisonsOf('money').map(([kind]) => kind)).toEqual(['above', 'below', 'changes']);
  expect(comparisonsOf('count').map(([kind]) => kind)).toContain('equals');
});

it('makes a request of what is typed', () => {
  const body = bodyOf({ ...fields, threshold: '0.08', hold: '60', hysteresis: '0.01' });
  expect(body).toEqual({
    name: 'Deep',
    figure: 'drawdown',
    subject: '',
    comparison: 'above',
    threshold: 0.08,
    hold_s: 60,
    hysteresis: 0.01,
    quiet_s: 0,
    severity: 'warning',
    channels: [],
  });
});

it('leaves out what a change has not', () => {
  const typed = { ...fields, comparison: 'changes' as const, threshold: 'x', hold: '30' };
  expect(mistakesIn(typed)).toEqual({});
  const body = bodyOf({ ...typed, hysteresis: '5' });
  expect(body).not.toHaveProperty('threshold');
  expect(body).toMatchObject({ hold_s: 0, hysteresis: 0 });
});

it('names what is wrong', () => {
  const wrong = { ...fields, name: ' ', threshold: '', hold: '-1', quiet: '86401', hysteresis: '-1' };
  expect(Object.keys(mistakesIn(wrong)).sort()).toEqual([
    'hold',
    'hysteresis',
    'name',
    'quiet',
    'threshold',
  ]);
});

it('sets anew what another figure cannot be compared by', () => {
  const price = figure({ figure: 'price', unit: 'price', subject: 'pair', subjects: ['BTC/USDT'] });
  const next = withFigure({ ...BLANK, threshold: '7' }, price);
  expect(next).toMatchObject({ figure: 'price', subject: 'BTC/USDT', comparison: 'above' });
  const back = withFigure(next, figure({ figure: 'in_step', unit: 'yes_no' }));
  expect(back).toMatchObject({ subject: '', comparison: 'equals', threshold: '1' });
});

const rule: AlertRule = {
  rule: 3,
  name: 'Deep',
  figure: 'drawdown',
  subject: '',
  comparison: 'above',
  threshold: 0.08,
  hold_s: 60,
  hysteresis: 0.01,
  quiet_s: 0,
  severity: 'critical',
  enabled: true,
  channels: ['ops'],
};

it('says a rule in words, and types it again as it is', () => {
  expect(conditionOf(rule, figure({}))).toBe('drawdown is above 8%, for 60 s');
  const gone = { ...rule, comparison: 'equals' as const, threshold: 0, hold_s: 0 };
  expect(conditionOf(gone, figure({ title: 'session up', unit: 'yes_no' }))).toBe(
    'session up is no',
  );
  const { rule: _, enabled: __, ...same } = rule;
  expect(bodyOf(fieldsOf(rule))).toEqual(same);
});
