// SPDX-License-Identifier: MIT
import { useDesk } from '@/api/queries';
import { ModeBadge } from '@/shell/ModeBadge';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import type { Ready } from './request';

interface Props {
  ready: Ready;
  onConfirm: () => void;
  onClose: () => void;
}

/** Nothing here is only for show: what is sent is done. */
export function ConfirmAct({ ready, onConfirm, onClose }: Props) {
  const { data: desk } = useDesk();
  const whose = desk ? `, of the session ${desk.name}` : '';
  return (
    <Dialog
      title={`${ready.method} ${ready.target}`}
      description={`It is sent to this desk${whose}, and done.`}
      isOpen
      onClose={onClose}
    >
      <div className="space-y-4">
        {desk && <ModeBadge mode={desk.mode} />}
        {ready.body !== undefined && (
          <pre
            tabIndex={0}
            aria-label="What is sent"
            className="max-h-60 overflow-auto rounded bg-page p-2 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
          >
            {ready.body}
          </pre>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Do not send</Button>
          <Button look="danger" onClick={onConfirm}>
            Send it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
