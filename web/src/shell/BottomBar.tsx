// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { NavLink, useLocation } from 'react-router';
import { usePaintedTheme, useSettings, useZone } from '@/settings/store';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { Icon, type IconName } from '@/ui/icons';
import type { PageEntry } from './pages';

const ITEM =
  'flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-2xs text-muted aria-[current=page]:text-blue';

/** The menu of a phone. */
export function BottomBar({ pages }: { pages: PageEntry[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const { pathname } = useLocation();
  const rest = pages.filter(({ isFrequent }) => !isFrequent);
  const isUnderMore = rest.some(({ path }) => pathname.startsWith(path));
  return (
    <nav aria-label="Pages" className="flex shrink-0 border-t bg-panel md:hidden">
      {pages
        .filter(({ isFrequent }) => isFrequent)
        .map(({ path, name, icon }) => (
          <NavLink key={path} to={path} end={path === '/'} className={ITEM}>
            <Icon name={icon} size={18} />
            {name}
          </NavLink>
        ))}
      <button
        type="button"
        className={ITEM}
        aria-current={isUnderMore ? 'page' : undefined}
        onClick={() => setIsOpen(true)}
      >
        <Icon name="more" size={18} />
        More
      </button>
      <Dialog title="Pages" isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <div className="grid grid-cols-3 gap-2">
          {rest.map(({ path, name, icon }) => (
            <Tile key={path} path={path} name={name} icon={icon} onGo={() => setIsOpen(false)} />
          ))}
        </div>
        <ViewToggles />
      </Dialog>
    </nav>
  );
}

function Tile({
  path,
  name,
  icon,
  onGo,
}: {
  path: string;
  name: string;
  icon: IconName;
  onGo: () => void;
}) {
  return (
    <NavLink
      to={path}
      onClick={onGo}
      className="flex h-16 flex-col items-center justify-center gap-1 rounded border text-xs text-text aria-[current=page]:border-blue aria-[current=page]:text-blue"
    >
      <Icon name={icon} size={18} />
      {name}
    </NavLink>
  );
}

function ViewToggles() {
  const theme = usePaintedTheme();
  const zone = useZone();
  const nextTheme = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="mt-4 grid grid-cols-2 gap-2">
      <Button onClick={() => useSettings.setState({ theme: nextTheme })}>
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
        {nextTheme === 'light' ? 'Light theme' : 'Dark theme'}
      </Button>
      <Button onClick={() => useSettings.setState({ zone: zone === 'utc' ? 'local' : 'utc' })}>
        {zone === 'utc' ? 'Use local time' : 'Use UTC'}
      </Button>
    </div>
  );
}
