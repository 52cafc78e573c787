// SPDX-License-Identifier: MIT
import { sentenceOf } from '@/api/problem';
import type { OrderCheck } from '@/api/types';
import { compare, exact, money } from '@/format/decimal';
import { sentence } from '@/format/number';
import { Icon } from '@/ui/icons';

interface Props {
  check: OrderCheck | undefined;
  error: Error | null;
  asked: string;
  currency: string;
}

/** What risk says before anything is sent. */
export function CheckView({ check, error, asked, currency }: Props) {
  if (error) return <Verdict icon="warning" tone="text-yellow" text={sentenceOf(error)} />;
  if (!check)
    return (
      <p className="text-xs text-muted">Fill in the order: it is checked before it can be sent.</p>
    );
  return (
    <div className="space-y-2">
      <CheckVerdict check={check} asked={asked} />
      {check.refusals.length > 0 && (
        <ul className="space-y-1 text-xs">
          {check.refusals.map(({ rule, text }) => (
            <li key={rule}>
              <span className="font-medium text-strong">{sentence(rule)}</span>{' '}
              <span className="text-muted">{text}</span>
            </li>
          ))}
        </ul>
      )}
      <Estimate check={check} currency={currency} />
    </div>
  );
}

function CheckVerdict({ check, asked }: { check: OrderCheck; asked: string }) {
  if (!check.allowed)
    return <Verdict icon="stop" tone="text-red" text="Risk refuses this order." />;
  if (compare(check.approved, asked) < 0) {
    return (
      <Verdict
        icon="warning"
        tone="text-yellow"
        text={`Risk allows ${exact(check.approved)} of it.`}
      />
    );
  }
  return <Verdict icon="check" tone="text-green" text="Passes the pre-trade check." />;
}

function Verdict({
  icon,
  tone,
  text,
}: {
  icon: 'check' | 'warning' | 'stop';
  tone: string;
  text: string;
}) {
  return (
    <p role="status" className="flex items-start gap-1.5 text-strong">
      <span className={`mt-0.5 ${tone}`}>
        <Icon name={icon} />
      </span>
      {text}
    </p>
  );
}

function Estimate({
  check: { price, value, fee },
  currency,
}: {
  check: OrderCheck;
  currency: string;
}) {
  const facts = [
    ['Price', price && exact(price)],
    ['Value', value && `${money(value)} ${currency}`],
    ['Fee, at most', fee && `${money(fee)} ${currency}`],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-y-0.5 text-xs">
      {facts
        .filter(([, text]) => text)
        .map(([name, text]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="text-right">{text}</dd>
          </div>
        ))}
    </dl>
  );
}
