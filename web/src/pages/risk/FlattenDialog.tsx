// SPDX-License-Identifier: MIT
import { useEffect } from 'react';
import { useFlatten } from '@/api/acts';
import { Dialog } from '@/ui/Dialog';
import { Loading } from '@/ui/states';
import { tell } from '@/ui/toasts';
import { TypedConfirmation } from './TypedConfirmation';
import { WhatList } from './WhatList';

/** Says first what would be sold, then asks for the word. */
export function FlattenDialog({ onClose }: { onClose: () => void }) {
  const preview = useFlatten();
  const act = useFlatten();
  const { mutate } = preview;
  useEffect(() => mutate({ reason: 'preview' }), [mutate]);
  const confirm = (reason: string) =>
    act.mutate(
      { reason, confirm: true },
      {
        onSuccess: ({ done }) => {
          tell('done', done);
          onClose();
        },
      },
    );
  return (
    <Dialog title="Flatten" description="Cancels every order and sells every position at the market." isOpen onClose={onClose}>
      <TypedConfirmation word="FLATTEN" act="Sell everything" isPending={act.isPending} onConfirm={confirm}>
        {preview.data ? <WhatList act={preview.data} /> : <Loading lines={2} />}
      </TypedConfirmation>
    </Dialog>
  );
}
