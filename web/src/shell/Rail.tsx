// SPDX-License-Identifier: MIT
import { NavLink } from 'react-router';
import { useSettings } from '@/settings/store';
import { Hint } from '@/ui/Hint';
import { Icon } from '@/ui/icons';
import type { PageEntry } from './pages';

const LINK =
  'flex h-8 items-center gap-2.5 rounded rounded-l-none px-2 font-medium text-muted hover:bg-raised hover:text-strong ' +
  'aria-[current=page]:bg-raised aria-[current=page]:text-strong ' +
  'aria-[current=page]:shadow-[inset_2px_0_0_var(--accent-blue)]';

export function Rail({ pages, name }: { pages: PageEntry[]; name: string }) {
  const isFolded = useSettings((settings) => settings.isRailFolded);
  return (
    <nav
      aria-label="Pages"
      className={`flex shrink-0 flex-col border-r bg-panel max-md:hidden ${isFolded ? 'w-12' : 'w-44'}`}
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-b px-3 text-strong">
        <span className="text-blue">
          <Anchor />
        </span>
        {!isFolded && (
          <span className="min-w-0">
            <span className="block text-sm leading-4 font-bold">Keel</span>
            <span className="block truncate text-2xs leading-3 text-muted">{name}</span>
          </span>
        )}
      </div>
      <div className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto p-1.5">
        {pages.map((page) => (
          <RailLink key={page.path} page={page} isFolded={isFolded} />
        ))}
      </div>
      <button
        type="button"
        aria-expanded={!isFolded}
        aria-label={isFolded ? 'Unfold the menu' : 'Fold the menu'}
        className="flex h-9 items-center gap-2.5 border-t px-4 text-xs text-muted hover:text-strong"
        onClick={() => useSettings.setState({ isRailFolded: !isFolded })}
      >
        <Icon name={isFolded ? 'unfold' : 'fold'} />
        {!isFolded && 'Fold'}
      </button>
    </nav>
  );
}

function RailLink({ page, isFolded }: { page: PageEntry; isFolded: boolean }) {
  const link = (
    <NavLink to={page.path} end={page.path === '/'} className={LINK} aria-label={page.name}>
      <Icon name={page.icon} />
      {!isFolded && page.name}
    </NavLink>
  );
  return isFolded ? (
    <Hint text={page.name} side="right">
      {link}
    </Hint>
  ) : (
    link
  );
}

function Anchor() {
  return (
    <svg
      aria-hidden
      width={22}
      height={22}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      strokeWidth={2.6}
    >
      <path
        d="M5 20c6 7 16 7 22 0M16 26V5m0 0 8 10H16"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
