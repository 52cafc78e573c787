// SPDX-License-Identifier: MIT
import { Tooltip } from 'radix-ui';
import type { ReactElement } from 'react';

export const HintProvider = Tooltip.Provider;

/** Says more about an element that is pointed at or focused. */
export function Hint({
  text,
  children,
  side = 'bottom',
}: {
  text: string;
  children: ReactElement;
  side?: 'bottom' | 'right';
}) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          className="z-60 max-w-xs rounded border bg-raised px-2 py-1 text-xs text-strong shadow-lg"
        >
          {text}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
