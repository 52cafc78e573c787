// SPDX-License-Identifier: MIT
import { Panel } from '@/ui/Panel';

const RULES: [term: string, text: string][] = [
  [
    'Signing in',
    'A browser has its sign-in. A program sends "Authorization: Bearer keel_…", a key that an admin ' +
      'makes in Settings.',
  ],
  [
    'Roles',
    'Each operation takes a role: viewer, trader, risk or admin. Each may all that the ones before ' +
      'it may.',
  ],
  [
    'Numbers',
    'Amounts and prices are decimals in texts, and exact. Statistics are numbers. Times are ISO 8601 ' +
      'in UTC.',
  ],
  ['Lists', 'The newest first. Give "next" as cursor for what follows; null is the end.'],
  [
    'Once only',
    'What must not happen twice takes an Idempotency-Key of your choice. Sent again with the same ' +
      'key, it is not done again: the first answer is given.',
  ],
  [
    'Refusals',
    'application/problem+json with one sentence and, where one is wrong, its field. What the API ' +
      'does not know is refused, not ignored.',
  ],
];

export function Intro({ count }: { count: number }) {
  return (
    <Panel title="API" note={`${count} operations below /api/v1`}>
      <dl className="max-w-3xl space-y-2.5">
        {RULES.map(([term, text]) => (
          <div key={term} className="sm:flex sm:gap-4">
            <dt className="w-24 shrink-0 text-muted">{term}</dt>
            <dd className="min-w-0">{text}</dd>
          </div>
        ))}
        <div className="sm:flex sm:gap-4">
          <dt className="w-24 shrink-0 text-muted">Document</dt>
          <dd className="min-w-0">
            <a href="/openapi.json" className="text-blue underline">
              /openapi.json
            </a>{' '}
            (OpenAPI 3.1), from which clients can be generated.
          </dd>
        </div>
      </dl>
    </Panel>
  );
}
