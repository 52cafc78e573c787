// SPDX-License-Identifier: MIT
import { useEffect } from 'react';

const TAKES_ARROWS = 'input, textarea, select, [contenteditable], [role=menu], [role=listbox]';

/** Left and right, anywhere in the page but where they move something of their own. */
export function useArrowKeys(onLeft: () => void, onRight: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      if (target instanceof Element && target.closest(TAKES_ARROWS)) return;
      event.preventDefault();
      (key === 'ArrowLeft' ? onLeft : onRight)();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [onLeft, onRight]);
}
