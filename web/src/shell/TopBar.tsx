// SPDX-License-Identifier: MIT
import type { Desk, StatusView } from '@/api/types';
import { useMe } from '@/api/queries';
import { useLogout } from '@/api/session';
import { money, ratio, subtract } from '@/format/decimal';
import { zoneName } from '@/format/time';
import { usePaintedTheme, useSettings, useZone } from '@/settings/store';
import { Button } from '@/ui/Button';
import { Hint } from '@/ui/Hint';
import { Icon } from '@/ui/icons';
import { Menu, MenuItem, MenuLabel } from '@/ui/Menu';
import { SignedMoney, SignedPercent } from '@/ui/numbers';
import { Bell } from './Bell';
import { LinkBadge } from './LinkBadge';
import { ModeBadge } from './ModeBadge';

interface Props {
  desk: Desk;
  status: StatusView | undefined;
  onSearch: () => void;
}

export function TopBar({ desk, status, onSearch }: Props) {
  return (
    <header
      className={`flex h-12 shrink-0 items-center gap-3 border-b bg-panel px-3 ${
        desk.mode === 'live' ? 'border-t-2 border-t-red' : ''
      }`}
    >
      <ModeBadge mode={desk.mode} />
      <LinkBadge />
      {status && <Account status={status} />}
      <div className="ml-auto flex items-center gap-1">
        <Button
          look="plain"
          size="normal"
          className="text-muted max-md:border-transparent"
          onClick={onSearch}
        >
          <Icon name="search" />
          <span className="max-lg:sr-only">Go to…</span>
          <kbd className="ml-2 rounded-sm border px-1 font-sans text-2xs max-lg:hidden">Ctrl K</kbd>
        </Button>
        <Bell />
        <ZoneToggle />
        <ThemeToggle />
        <UserMenu />
      </div>
    </header>
  );
}

function Account({ status }: { status: StatusView }) {
  const { equity, day_profit: profit, account } = status;
  return (
    <dl className="live flex min-w-0 items-baseline gap-x-4 overflow-hidden">
      <div className="flex items-baseline gap-1.5 max-sm:hidden">
        <dt className="text-xs text-muted">Equity</dt>
        <dd className="font-semibold whitespace-nowrap text-strong">
          {money(equity)} <span className="text-xs font-normal text-muted">{account}</span>
        </dd>
      </div>
      <div className="flex items-baseline gap-1.5">
        <dt className="text-xs text-muted max-sm:sr-only">Day</dt>
        <dd className="flex gap-2 font-semibold">
          <SignedMoney value={profit} />
          <span className="max-lg:hidden">
            <SignedPercent value={ratio(profit, subtract(equity, profit))} />
          </span>
        </dd>
      </div>
    </dl>
  );
}

function ZoneToggle() {
  const zone = useZone();
  const next = zone === 'utc' ? 'local' : 'utc';
  return (
    <Hint text={zone === 'utc' ? 'Times are UTC; show local time' : 'Times are local; show UTC'}>
      <Button
        look="quiet"
        className="max-md:hidden"
        onClick={() => useSettings.setState({ zone: next })}
      >
        {zoneName(zone)}
      </Button>
    </Hint>
  );
}

function ThemeToggle() {
  const theme = usePaintedTheme();
  const next = theme === 'dark' ? 'light' : 'dark';
  return (
    <Hint text={`Use the ${next} theme`}>
      <Button
        look="quiet"
        aria-label={`Use the ${next} theme`}
        className="max-md:hidden"
        onClick={() => useSettings.setState({ theme: next })}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </Button>
    </Hint>
  );
}

function UserMenu() {
  const { data: me } = useMe();
  const logout = useLogout();
  if (!me) return null;
  return (
    <Menu
      trigger={
        <Button look="quiet" aria-label={`Signed in as ${me.user}`}>
          <Icon name="user" />
        </Button>
      }
    >
      <MenuLabel>
        {me.user}, {me.role}
      </MenuLabel>
      <MenuItem onSelect={() => logout.mutate()}>Sign out</MenuItem>
    </Menu>
  );
}
