// SPDX-License-Identifier: MIT
import { useFlatten } from '@/api/acts';
import { usePositions } from '@/api/queries';
import { toldOf } from '@/api/told';
import { exact } from '@/format/decimal';
import { counted } from '@/format/number';
import { useOpenOrders } from '@/pages/orders/orderRows';
import { Dialog } from '@/ui/Dialog';
import { tell } from '@/ui/toasts';
import { TypedConfirmation } from './TypedConfirmation';
import { WhatList } from './WhatList';

/** Says first what would be sold, then asks for the word. */
export function FlattenDialog({ onClose }: { onClose: () => void }) {
  const act = useFlatten();
  const confirm = (reason: string) =>
    act.mutate(
      { reason, confirm: true },
      {
        onSuccess: (answer) => {
          tell('done', toldOf(answer));
          onClose();
        },
      },
    );
  return (
    <Dialog
      title="Flatten"
      description="Stops entries, cancels every order and sells every position at the market."
      isOpen
      onClose={onClose}
    >
      <TypedConfirmation
        word="FLATTEN"
        act="Sell everything"
        isPending={act.isPending}
        onConfirm={confirm}
      >
        <WhatList act={useWhatIsHeld()} />
      </TypedConfirmation>
    </Dialog>
  );
}

function useWhatIsHeld() {
  const orders = useOpenOrders() ?? [];
  const { data } = usePositions();
  const positions = data?.positions.filter(({ dust }) => !dust) ?? [];
  return {
    done: `${counted(orders.length, 'open order')} and ${counted(positions.length, 'position')}.`,
    what: positions.map(
      ({ pair, quantity, strategy }) => `${exact(quantity)} ${pair} of ${strategy}`,
    ),
  };
}
