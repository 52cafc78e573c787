// SPDX-License-Identifier: MIT
import { lazy, Suspense, useEffect, useState } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useHas } from '@/api/capabilities';
import { usePasswordAsked } from '@/api/passwordAgain';
import { useDesk, useMe } from '@/api/queries';
import { reaches } from '@/api/roles';
import type { Desk, Me } from '@/api/types';
import { useLink, useStreamConnection } from '@/stream/stream';
import { useLearnPlaces } from '@/ui/amounts';
import { Loading } from '@/ui/states';
import { BottomBar } from './BottomBar';
import { Notices } from './Notices';
import { PAGES, type PageEntry } from './pages';
import { Rail } from './Rail';
import { useStatus } from './status';
import { TopBar } from './TopBar';

const Palette = lazy(() => import('./Palette'));
const PasswordAgain = lazy(() => import('@/entry/PasswordAgain'));

/** Everything around the pages, for somebody who is signed in. */
export function AppShell() {
  const { data: desk } = useDesk();
  const { data: me } = useMe();
  return desk && me ? <Frame desk={desk} me={me} /> : null;
}

function Frame({ desk, me }: { desk: Desk; me: Me }) {
  useStreamConnection();
  useLearnPlaces();
  const { status, error } = useStatus();
  const link = useLink();
  const isPasswordAsked = usePasswordAsked(({ waiting }) => waiting !== null);
  const [isSearching, setIsSearching] = useState(false);
  const has = useHas();
  const pages = PAGES.filter(
    ({ least, needs }) => (!least || reaches(me.role, least)) && (!needs || has(needs)),
  );
  useSearchKey(() => setIsSearching(true));
  const pageName = usePageName(pages);
  useTitle(desk, pageName);
  return (
    <div className="flex h-full" data-stale={link !== 'live'}>
      <a
        href="#page"
        className="absolute -top-10 left-2 z-60 rounded bg-blue px-3 py-1 text-on-accent focus:top-2"
      >
        Skip to the page
      </a>
      <Rail pages={pages} name={status?.session ?? desk.name} />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar desk={desk} status={status} onSearch={() => setIsSearching(true)} />
        <Notices status={status} error={error} />
        <main
          id="page"
          tabIndex={0}
          className="relative min-h-0 flex-1 overflow-y-auto -outline-offset-2"
        >
          <h1 className="sr-only">{pageName}</h1>
          <Suspense fallback={<Loading lines={6} />}>
            <Outlet />
          </Suspense>
        </main>
        <BottomBar pages={pages} />
      </div>
      {isPasswordAsked && (
        <Suspense>
          <PasswordAgain />
        </Suspense>
      )}
      {isSearching && (
        <Suspense>
          <Palette pages={pages} onClose={() => setIsSearching(false)} />
        </Suspense>
      )}
    </div>
  );
}

function useSearchKey(open: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
}

function usePageName(pages: PageEntry[]): string {
  const { pathname } = useLocation();
  const page = pages.findLast(({ path }) => pathname === path || pathname.startsWith(`${path}/`));
  return page?.name ?? 'Keel';
}

/** The mode is in the tab's title, so that a live desk is known among many tabs. */
function useTitle(desk: Desk, pageName: string): void {
  const title = `${pageName} · ${desk.mode.toUpperCase()} · Keel`;
  useEffect(() => {
    document.title = title;
  }, [title]);
}
