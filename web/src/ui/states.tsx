// SPDX-License-Identifier: MIT
// What a panel shows when it has nothing to show: never a blank.
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sentenceOf } from '@/api/problem';
import { Button } from './Button';
import { Icon } from './icons';

export function Empty({ title, hint }: { title: string; hint?: ReactNode }) {
  return (
    <div className="m-auto max-w-sm px-4 py-6 text-center">
      <p className="text-text">{title}</p>
      {hint && <p className="mt-1 text-xs text-muted">{hint}</p>}
    </div>
  );
}

export function Loading({ lines = 3 }: { lines?: number }) {
  return (
    <div role="status" aria-label="Loading" className="w-full animate-pulse space-y-2 p-3">
      {Array.from({ length: lines }, (_, line) => (
        <div
          key={line}
          className="h-3 rounded bg-raised"
          style={{ width: `${90 - (line % 3) * 18}%` }}
        />
      ))}
    </div>
  );
}

export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div role="alert" className="m-auto flex flex-col items-center gap-2 px-4 py-6 text-center">
      <span className="flex items-center gap-1.5 text-text">
        <span className="text-yellow">
          <Icon name="warning" />
        </span>
        {sentenceOf(error)}
      </span>
      {retry && (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

interface ShownProps<Answer> {
  query: Pick<UseQueryResult<Answer>, 'data' | 'error' | 'refetch'>;
  children: (answer: Answer) => ReactNode;
  lines?: number;
}

/** The answer; until it is there, that it is awaited or why it does not come. */
export function Shown<Answer>({ query, children, lines }: ShownProps<Answer>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <Loading {...(lines !== undefined && { lines })} />;
}
