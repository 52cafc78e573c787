// SPDX-License-Identifier: MIT
import type { ReactNode } from 'react';

interface Props {
  label: string;
  className?: string;
  children: ReactNode;
}

/** What may be longer than its room. It takes the focus, so that keys can scroll it, too. */
export function Scroll({ label, className = '', children }: Props) {
  return (
    <div
      role="group"
      aria-label={label}
      tabIndex={0}
      className={`relative min-h-0 overflow-auto -outline-offset-2 ${className}`}
    >
      {children}
    </div>
  );
}
