// SPDX-License-Identifier: MIT
import { useEffect, useRef, useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { API } from '@/api/client';
import { sentence } from '@/format/number';
import { FilterText } from '@/ui/fields';
import { Panel } from '@/ui/Panel';
import { Empty } from '@/ui/states';
import { MethodTag } from './MethodTag';
import { chaptersOf, type Route } from './routes';

const LINK =
  'flex min-h-7 items-baseline gap-1 px-3 py-1 text-text hover:bg-raised hover:text-strong ' +
  'aria-[current=page]:bg-raised aria-[current=page]:text-strong ' +
  'aria-[current=page]:shadow-[inset_2px_0_0_var(--accent-blue)]';

export function RouteList({ routes }: { routes: Route[] }) {
  const [wish, setWish] = useState('');
  const chapters = chaptersOf(routes, wish.trim());
  const list = useCurrentInSight();
  return (
    <Panel
      title="Operations"
      flush
      className="h-full"
      actions={<FilterText label="Find" value={wish} onChange={setWish} />}
    >
      <nav ref={list} aria-label="Operations" className="min-h-0 flex-1 overflow-y-auto pb-2">
        {chapters.map(([tag, members]) => (
          <section key={tag} aria-label={sentence(tag)}>
            <h3 className="px-3 pt-3 pb-1 text-2xs font-semibold text-muted">{sentence(tag)}</h3>
            {members.map((route) => (
              <RouteLink key={route.id} route={route} />
            ))}
          </section>
        ))}
        {chapters.length === 0 && <Empty title="No operation is called that." />}
      </nav>
    </Panel>
  );
}

/** Whoever comes by a link sees where in the list they are. */
function useCurrentInSight() {
  const list = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' });
  }, [pathname]);
  return list;
}

function RouteLink({ route: { id, method, path, operation } }: { route: Route }) {
  return (
    <NavLink to={`/api-docs/${id}`} className={LINK} title={operation.summary}>
      <MethodTag method={method} />
      <span className="min-w-0 font-mono text-xs break-words">{path.slice(API.length)}</span>
    </NavLink>
  );
}
