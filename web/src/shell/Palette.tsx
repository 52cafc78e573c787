// SPDX-License-Identifier: MIT
// Ctrl-K: any page, pair or order by a few letters.
import { type KeyboardEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useInstruments } from '@/api/queries';
import { Dialog } from '@/ui/Dialog';
import { Icon, type IconName } from '@/ui/icons';
import { useRows } from '@/stream/stream';
import type { PageEntry } from './pages';
import { matches } from './match';

interface Place {
  to: string;
  icon: IconName;
  name: string;
  note: string;
}

const MOST = 12;

function usePlaces(pages: PageEntry[], wish: string): Place[] {
  const { data: instruments } = useInstruments();
  const orders = useRows('orders') ?? [];
  const ofPages = pages
    .filter(({ name, also }) => matches(wish, `${name} ${also}`))
    .map(({ path, icon, name }) => ({ to: path, icon, name, note: 'page' }));
  const ofPairs = (instruments?.items ?? [])
    .filter(({ pair }) => matches(wish, pair))
    .map(({ pair }) => ({
      to: `/trade/${pair}`,
      icon: 'trade' as const,
      name: pair,
      note: 'pair',
    }));
  const ofOrders = orders
    .filter(({ order_id, client_order_id, pair }) =>
      matches(wish, `${order_id} ${client_order_id} ${pair}`),
    )
    .map((order) => ({
      to: `/orders?order=${order.order_id}`,
      icon: 'orders' as const,
      name: `Order ${order.order_id}`,
      note: `${order.side} ${order.pair}`,
    }));
  return [...ofPages, ...ofPairs, ...(wish ? ofOrders : [])].slice(0, MOST);
}

export default function Palette({ pages, onClose }: { pages: PageEntry[]; onClose: () => void }) {
  const [wish, setWish] = useState('');
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const places = usePlaces(pages, wish.trim());
  const go = (place: Place | undefined) => {
    if (!place) return;
    onClose();
    void navigate(place.to);
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, places.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Enter') go(places[at]);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title="Go to" isOpen onClose={onClose}>
      <input
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls="places"
        aria-activedescendant={`place-${at}`}
        aria-label="Page, pair or order"
        placeholder="Page, pair or order number"
        className="field"
        value={wish}
        onChange={(event) => {
          setWish(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div id="places" role="listbox" aria-label="Places" className="mt-2">
        {places.map((place, index) => (
          <button
            key={place.to}
            id={`place-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => go(place)}
            onPointerMove={() => setAt(index)}
            className="flex h-9 w-full items-center gap-2.5 rounded px-2 text-left aria-selected:bg-raised aria-selected:text-strong"
          >
            <Icon name={place.icon} />
            <span className="flex-1 truncate">{place.name}</span>
            <span className="text-xs text-muted">{place.note}</span>
          </button>
        ))}
        {places.length === 0 && <p className="p-3 text-muted">Nothing is called that.</p>}
      </div>
    </Dialog>
  );
}
