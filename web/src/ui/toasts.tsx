// SPDX-License-Identifier: MIT
import { create } from 'zustand';
import { Icon } from './icons';

type Tone = 'done' | 'failed';

interface Toast {
  id: number;
  tone: Tone;
  text: string;
}

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
const SHOWN_MS = { done: 5000, failed: 9000 };
let last = 0;

/** Says in one sentence what an act came to. */
export function tell(tone: Tone, text: string): void {
  const id = ++last;
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-3), { id, tone, text }] }));
  setTimeout(() => dismiss(id), SHOWN_MS[tone]);
}

function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

export function Toasts() {
  const toasts = useToasts((store) => store.toasts);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-16 z-60 flex flex-col items-end gap-2 md:bottom-4"
    >
      {toasts.map(({ id, tone, text }) => (
        <div
          key={id}
          role={tone === 'failed' ? 'alert' : 'status'}
          className="pointer-events-auto flex max-w-md items-start gap-2 rounded border bg-raised px-3 py-2 text-strong shadow-lg"
        >
          <span className={`mt-0.5 ${tone === 'failed' ? 'text-red' : 'text-green'}`}>
            <Icon name={tone === 'failed' ? 'warning' : 'check'} />
          </span>
          <span className="min-w-0 break-words">{text}</span>
          <button
            type="button"
            aria-label="Dismiss"
            className="mt-0.5 text-muted"
            onClick={() => dismiss(id)}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
