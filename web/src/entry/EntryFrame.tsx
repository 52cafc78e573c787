// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';
import type { Desk } from '@/api/types';
import { ModeBadge } from '@/shell/ModeBadge';

export function EntryFrame({
  desk,
  title,
  children,
}: {
  desk: Desk;
  title: string;
  children: ReactNode;
}) {
  return (
    <main className="grid h-full place-items-center overflow-y-auto p-4">
      <div className="w-full max-w-sm rounded-md border bg-panel">
        <header className="flex items-center justify-between gap-3 border-b px-5 py-4">
          <div className="min-w-0">
            <h1 className="text-base font-semibold text-strong">{title}</h1>
            <p className="truncate text-xs text-muted">{desk.name}</p>
          </div>
          <ModeBadge mode={desk.mode} />
        </header>
        <div className="p-5">{children}</div>
      </div>
    </main>
  );
}

export function FormProblem({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <p role="alert" className="rounded border border-red/60 bg-red/10 px-3 py-2 text-strong">
      {text}
    </p>
  );
}
