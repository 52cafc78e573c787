// SPDX-License-Identifier: MIT
import { type ReactNode, useId } from 'react';

interface Props {
  title: string;
  /** Beside the title: a count, a unit, a time. */
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** Without space around what is in it, for tables and charts. */
  flush?: boolean;
}

export function Panel({ title, note, actions, children, className = '', flush }: Props) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={`relative flex min-h-0 min-w-0 flex-col overflow-hidden rounded border bg-panel ${className}`}
    >
      <header className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-2 border-b px-3 py-1">
        <h2 id={id} className="text-xs font-semibold text-strong">
          {title}
        </h2>
        {note && <span className="text-xs text-muted">{note}</span>}
        {actions && <div className="ml-auto flex items-center gap-1">{actions}</div>}
      </header>
      <div className={`flex min-h-0 flex-1 flex-col ${flush ? '' : 'p-3'}`}>{children}</div>
    </section>
  );
}
