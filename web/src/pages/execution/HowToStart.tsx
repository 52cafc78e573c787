// SPDX-License-Identifier: MIT
import { Panel } from '@/ui/Panel';

const SETTINGS = `[execution]
algorithm = "twap"
min_value = 1000
horizon_minutes = 30`;

/** Nothing was ever worked: what it is, and how a session comes to do it. */
export function HowToStart() {
  return (
    <div className="p-2">
      <Panel title="Execution" className="mx-auto max-w-2xl">
        <p className="text-strong">No large order has been worked in this session.</p>
        <p className="mt-2 text-muted">
          With an algorithm in its configuration, a session splits large orders of its strategies
          into smaller ones over time, so that they move the market less. Each is then shown here
          with its progress, and with what it cost once it is over.
        </p>
        <pre
          tabIndex={0}
          aria-label="Settings for it"
          className="mt-3 overflow-x-auto rounded border bg-raised p-3 text-xs text-strong"
        >
          {SETTINGS}
        </pre>
        <p className="mt-3 text-muted">
          Put that into the file that <code>keel trade -c</code> reads and start the session again.
          Other algorithms are <code>vwap</code>, <code>pov</code>, <code>iceberg</code> and{' '}
          <code>implementation_shortfall</code>. Orders below <code>min_value</code>, orders by
          hand, stops and flatten go out at once.
        </p>
      </Panel>
    </div>
  );
}
