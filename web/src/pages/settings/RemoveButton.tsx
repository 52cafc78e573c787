// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { Button } from '@/ui/Button';

/** The first press asks, the second does. */
export function RemoveButton({ what, onRemove }: { what: string; onRemove: () => void }) {
  const [isSure, setIsSure] = useState(false);
  return (
    <Button
      size="small"
      look={isSure ? 'danger' : 'quiet'}
      aria-label={isSure ? `Remove ${what}: press again to confirm` : `Remove ${what}`}
      onBlur={() => setIsSure(false)}
      onClick={() => (isSure ? onRemove() : setIsSure(true))}
    >
      {isSure ? 'Really?' : 'Remove'}
    </Button>
  );
}
