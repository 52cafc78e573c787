// SPDX-License-Identifier: MIT
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon } from './icons';

interface Props {
  title: string;
  description?: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** drawer: at the right edge, for what belongs to a row of a table. */
  shape?: 'box' | 'drawer';
}

const SHAPES = {
  box: 'left-1/2 top-[12vh] max-h-[80vh] w-[min(32rem,calc(100vw-1.5rem))] -translate-x-1/2 rounded-md border',
  drawer: 'inset-y-0 right-0 w-[min(34rem,100vw)] border-l',
};

/** Nothing in it asked for the focus: it is then the dialog's, not its close button's. */
function focusWhole(event: Event): void {
  event.preventDefault();
  if (event.target instanceof HTMLElement) event.target.focus();
}

export function Dialog({ title, description, isOpen, onClose, children, shape = 'box' }: Props) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        {/* Not Radix's overlay: it writes a style element, which the content policy refuses. */}
        <div aria-hidden className="fixed inset-0 z-40 bg-[#010409]/60" />
        <Radix.Content
          onOpenAutoFocus={focusWhole}
          className={`fixed z-50 flex flex-col bg-panel shadow-2xl outline-none ${SHAPES[shape]}`}
          {...(!description && { 'aria-describedby': undefined })}
        >
          <header className="flex shrink-0 items-start gap-3 border-b px-4 py-2.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-sm font-semibold text-strong">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-xs text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close
              aria-label="Close"
              className="tap -mr-1 rounded p-1 text-muted hover:text-strong"
            >
              <Icon name="close" />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
