// SPDX-License-Identifier: MIT
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { Icon } from './icons';

interface ContentProps {
  title: string;
  description?: string;
  children: ReactNode;
  /** drawer: at the right edge, for what belongs to a row of a table. */
  shape?: 'box' | 'drawer';
}

interface Props extends ContentProps {
  isOpen: boolean;
  onClose: () => void;
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

/** Where the focus was when this was first shown; gives it back, or to the page where that is gone. */
function useFocusBack(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const back = opener?.isConnected ? opener : document.getElementById('page');
    if (back instanceof HTMLElement) back.focus();
  };
}

export function Dialog({ isOpen, onClose, ...content }: Props) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        {/* Not Radix's overlay: it writes a style element, which the content policy refuses. */}
        <div aria-hidden className="fixed inset-0 z-40 bg-[#010409]/60" />
        <Content {...content} />
      </Radix.Portal>
    </Radix.Root>
  );
}

function Content({ title, description, shape = 'box', children }: ContentProps) {
  const focusBack = useFocusBack();
  return (
    <Radix.Content
      onOpenAutoFocus={focusWhole}
      onCloseAutoFocus={focusBack}
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
      {/* Keys scroll it, too. It has no name: the dialog has one. */}
      <div tabIndex={0} className="min-h-0 flex-1 overflow-y-auto p-4 -outline-offset-2">
        {children}
      </div>
    </Radix.Content>
  );
}
