// SPDX-License-Identifier: MIT
// A rule as it is typed, and the request that it makes.
import type { AlertRule, FigureView, NewRuleBody } from '@/api/types';
import { isDecimal } from '@/format/decimal';

export type Comparison = AlertRule['comparison'];

export interface RuleFields {
  name: string;
  figure: string;
  subject: string;
  comparison: Comparison;
  threshold: string;
  hold: string;
  hysteresis: string;
  quiet: string;
  severity: AlertRule['severity'];
  channels: string[];
}

export type Mistakes = Partial<Record<keyof RuleFields, string>>;

export const BLANK: RuleFields = {
  name: '',
  figure: 'session_up',
  subject: '',
  comparison: 'equals',
  threshold: '0',
  hold: '30',
  hysteresis: '0',
  quiet: '0',
  severity: 'warning',
  channels: [],
};

const COMPARISONS: Record<Comparison, string> = {
  above: 'is above',
  below: 'is below',
  equals: 'is',
  changes: 'changes',
};

/** What the figure can be compared by, as the server has it. */
export function comparisonsOf(unit: FigureView['unit']): [Comparison, string][] {
  const kinds: Comparison[] =
    unit === 'yes_no'
      ? ['equals', 'changes']
      : unit === 'count'
        ? ['above', 'below', 'equals', 'changes']
        : ['above', 'below', 'changes'];
  return kinds.map((kind) => [kind, COMPARISONS[kind]]);
}

const UNITS: Record<FigureView['unit'], string> = {
  money: 'In the currency of the account.',
  share: 'As a fraction: 0.8 is 80%.',
  count: 'A count.',
  ms: 'In milliseconds.',
  bps: 'In basis points: 100 are 1%.',
  price: 'In the quote currency of the pair.',
  yes_no: '',
};

export const hintOf = (unit: FigureView['unit']) => UNITS[unit];

/** Another figure is compared in another way: what does not fit it is set anew. */
export function withFigure(fields: RuleFields, figure: FigureView): RuleFields {
  const kinds = comparisonsOf(figure.unit).map(([kind]) => kind);
  const comparison = kinds.includes(fields.comparison) ? fields.comparison : (kinds[0] ?? 'above');
  const isYesNo = figure.unit === 'yes_no';
  const isBit = fields.threshold === '0' || fields.threshold === '1';
  return {
    ...fields,
    figure: figure.figure,
    subject: figure.subjects[0] ?? '',
    comparison,
    threshold: isYesNo && !isBit ? '1' : fields.threshold,
  };
}

export function fieldsOf(rule: AlertRule): RuleFields {
  return {
    name: rule.name,
    figure: rule.figure,
    subject: rule.subject,
    comparison: rule.comparison,
    threshold: rule.threshold === null ? '' : String(rule.threshold),
    hold: String(rule.hold_s),
    hysteresis: String(rule.hysteresis),
    quiet: String(rule.quiet_s),
    severity: rule.severity,
    channels: rule.channels,
  };
}

const isSeconds = (text: string) => /^\d{1,5}$/.test(text.trim()) && Number(text) <= 86_400;
const SECONDS = 'Whole seconds, at most 86400.';

export function mistakesIn(fields: RuleFields): Mistakes {
  const mistakes: Mistakes = {};
  const { comparison, hysteresis } = fields;
  if (!fields.name.trim()) mistakes.name = 'Give it a name.';
  if (comparison !== 'changes' && !isDecimal(fields.threshold.trim())) {
    mistakes.threshold = 'A number, such as 0.8.';
  }
  if (comparison !== 'changes' && !isSeconds(fields.hold)) mistakes.hold = SECONDS;
  if (!isSeconds(fields.quiet)) mistakes.quiet = SECONDS;
  const isBack = isDecimal(hysteresis.trim()) && Number(hysteresis) >= 0;
  if (hasTwoSides(comparison) && !isBack) mistakes.hysteresis = 'A number, 0 or more.';
  return mistakes;
}

export const hasTwoSides = (comparison: Comparison) =>
  comparison === 'above' || comparison === 'below';

/** Of fields without a mistake. What does not belong to the comparison is left at nothing. */
export function bodyOf(fields: RuleFields): NewRuleBody {
  const { comparison } = fields;
  const changes = comparison === 'changes';
  return {
    name: fields.name.trim(),
    figure: fields.figure,
    subject: fields.subject,
    comparison,
    ...(!changes && { threshold: Number(fields.threshold) }),
    hold_s: changes ? 0 : Number(fields.hold),
    hysteresis: hasTwoSides(comparison) ? Number(fields.hysteresis) : 0,
    quiet_s: Number(fields.quiet),
    severity: fields.severity,
    channels: fields.channels,
  };
}

/** "session up is no, for 30 s". */
export function conditionOf(rule: AlertRule, figure: FigureView | undefined): string {
  const title = figure?.title ?? rule.figure;
  const subject = rule.subject ? ` (${rule.subject})` : '';
  if (rule.comparison === 'changes') return `${title}${subject} changes`;
  const hold = rule.hold_s > 0 ? `, for ${rule.hold_s} s` : '';
  const value = printed(rule.threshold ?? 0, figure?.unit);
  return `${title}${subject} ${COMPARISONS[rule.comparison]} ${value}${hold}`;
}

export function printed(value: number, unit: FigureView['unit'] | undefined): string {
  if (unit === 'yes_no') return value === 0 ? 'no' : 'yes';
  if (unit === 'share') return `${Number((100 * value).toPrecision(4))}%`;
  if (unit === 'ms' || unit === 'bps') return `${Number(value.toPrecision(4))} ${unit}`;
  if (unit === 'money') return value.toFixed(2);
  return String(value);
}
