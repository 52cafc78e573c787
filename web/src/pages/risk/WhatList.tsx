// SPDX-License-Identifier: MIT
import type { ActView } from '@/api/types';

export function WhatList({ act: { done, what } }: { act: ActView }) {
  return (
    <div className="rounded border bg-page px-3 py-2">
      <p className="text-strong">{done}</p>
      {what.length > 0 && (
        <ul className="mt-1 list-inside list-disc text-muted">
          {what.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
