// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useHas } from '@/api/capabilities';
import { useDesk } from '@/api/queries';
import { useMay } from '@/api/roles';
import { type Theme, useSettings } from '@/settings/store';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { ConfigPanel } from './ConfigPanel';
import { KeysPanel } from './KeysPanel';
import { UsersPanel } from './UsersPanel';
import { VenueKeysPanel } from './VenueKeysPanel';

export default function Settings() {
  const isAdmin = useMay('admin');
  const has = useHas();
  return (
    <div className="grid content-start gap-2 p-2 lg:grid-cols-2">
      <View />
      <About />
      {isAdmin && <UsersPanel />}
      {isAdmin && <KeysPanel />}
      {isAdmin && has('get /venue-keys') && <VenueKeysPanel />}
      {has('get /config') && <ConfigPanel />}
    </div>
  );
}

const THEMES: readonly (readonly [Theme, string])[] = [
  ['system', "The device's"],
  ['dark', 'Dark'],
  ['light', 'Light'],
];
const ZONES = [
  ['utc', 'UTC'],
  ['local', 'Local'],
] as const;

function View() {
  const { theme, zone } = useSettings();
  return (
    <Panel title="View" note="kept in this browser">
      <div className="space-y-3">
        <div className="flex items-center justify-between gap-4">
          <span className="text-muted">Theme</span>
          <Segments
            label="Theme"
            value={theme}
            options={THEMES}
            onChange={(next) => useSettings.setState({ theme: next })}
          />
        </div>
        <div className="flex items-center justify-between gap-4">
          <span className="text-muted">Times</span>
          <Segments
            label="Times"
            value={zone}
            options={ZONES}
            onChange={(next) => useSettings.setState({ zone: next })}
          />
        </div>
      </div>
    </Panel>
  );
}

function About() {
  const { data: desk } = useDesk();
  return (
    <Panel title="About">
      <p>
        Keel{desk && ` ${desk.version}`}. What programs may ask of this desk is on the page{' '}
        <Link to="/api-docs" className="text-blue underline">
          API
        </Link>
        .
      </p>
      <p className="mt-2 text-xs text-muted">
        Candles are drawn with{' '}
        <a
          href="https://www.tradingview.com/"
          rel="noreferrer"
          target="_blank"
          className="underline"
        >
          TradingView
        </a>{' '}
        Lightweight Charts™, copyright TradingView, Inc.
      </p>
    </Panel>
  );
}
