// SPDX-License-Identifier: MIT
// Grave acts take the password again when it was last shown long ago. The act waits meanwhile.
import { create } from 'zustand';

interface Asked {
  /** Settles the act that waits; null: none does. */
  waiting: { shown: () => void; refused: () => void } | null;
}

export const usePasswordAsked = create<Asked>(() => ({ waiting: null }));

/** Resolves once the person has shown the password; false: they would not. */
export function askPassword(): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (isShown: boolean) => {
      usePasswordAsked.setState({ waiting: null });
      resolve(isShown);
    };
    usePasswordAsked.setState({
      waiting: { shown: () => settle(true), refused: () => settle(false) },
    });
  });
}
