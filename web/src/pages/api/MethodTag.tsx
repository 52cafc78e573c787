// SPDX-License-Identifier: MIT
import type { Method } from './routes';

const TONES: Record<Method, string> = {
  get: 'text-blue',
  post: 'text-green',
  patch: 'text-yellow',
  delete: 'text-red',
};

export function MethodTag({ method }: { method: Method }) {
  return (
    <span className={`inline-block w-13 shrink-0 font-mono text-2xs font-bold ${TONES[method]}`}>
      {method.toUpperCase()}
    </span>
  );
}
