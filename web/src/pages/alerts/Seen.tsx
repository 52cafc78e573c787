// SPDX-License-Identifier: MIT
import { useMay } from '@/api/roles';
import type { Time } from '@/api/types';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';

interface Props {
  what: string;
  by: string | null;
  at: Time | null;
  note: string;
  onAcknowledge: () => void;
  isPending: boolean;
}

/** Who has seen it; for who may, the button that says so. */
export function Seen({ what, by, at, note, onAcknowledge, isPending }: Props) {
  const mayAcknowledge = useMay('trader');
  if (by) {
    return (
      <span className="text-muted" title={note || undefined}>
        {by}, <Moment time={at} />
      </span>
    );
  }
  if (!mayAcknowledge) return <span className="text-muted">nobody</span>;
  return (
    <Button
      size="small"
      aria-label={`Acknowledge ${what}`}
      disabled={isPending}
      onClick={(event) => {
        event.stopPropagation(); // the row opens otherwise
        onAcknowledge();
      }}
    >
      Acknowledge
    </Button>
  );
}
