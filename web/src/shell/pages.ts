// SPDX-License-Identifier: MIT
// The pages, in the order of the menu.
import type { Role } from '@/api/types';
import type { IconName } from '@/ui/icons';

export interface PageEntry {
  path: string;
  name: string;
  icon: IconName;
  /** Words that also find it in the palette. */
  also: string;
  least?: Role;
  /** The endpoint without which there is nothing to show. */
  needs?: `get ${string}`;
  /** On a phone: in the bar rather than under "More". */
  isFrequent?: boolean;
}

export const PAGES: PageEntry[] = [
  { path: '/', name: 'Overview', icon: 'overview', also: 'home equity profit', isFrequent: true },
  { path: '/markets', name: 'Markets', icon: 'markets', also: 'watch list prices spread' },
  {
    path: '/trade',
    name: 'Trade',
    icon: 'trade',
    also: 'chart book ticket buy sell',
    isFrequent: true,
  },
  {
    path: '/orders',
    name: 'Orders',
    icon: 'orders',
    also: 'fills cancel amend blotter',
    isFrequent: true,
  },
  {
    path: '/execution',
    name: 'Execution',
    icon: 'execution',
    also: 'algorithms large orders twap vwap pov iceberg shortfall slices',
    needs: 'get /parents',
  },
  {
    path: '/portfolio',
    name: 'Portfolio',
    icon: 'portfolio',
    also: 'positions balances allocation',
  },
  { path: '/strategies', name: 'Strategies', icon: 'strategies', also: 'parameters stop' },
  { path: '/decisions', name: 'Decisions', icon: 'decisions', also: 'why scores monte carlo' },
  {
    path: '/risk',
    name: 'Risk',
    icon: 'risk',
    also: 'limits kill switch halt resume',
    isFrequent: true,
  },
  {
    path: '/montecarlo',
    name: 'Monte Carlo',
    icon: 'montecarlo',
    also: 'lab forecast fan simulation calibration seed quantiles',
    needs: 'get /montecarlo',
  },
  {
    path: '/regimes',
    name: 'Regimes',
    icon: 'regimes',
    also: 'hidden markov calm wild transition probabilities',
    needs: 'get /regimes',
  },
  {
    path: '/options',
    name: 'Options',
    icon: 'options',
    also: 'chain smile greeks delta gamma vega theta implied volatility svi strike',
    needs: 'get /options/price',
  },
  {
    path: '/backtests',
    name: 'Backtests',
    icon: 'backtests',
    also: 'runs jobs research',
    needs: 'get /runs',
  },
  {
    path: '/optimise',
    name: 'Optimise',
    icon: 'optimise',
    also: 'optimize sweep parameters grid heat map overfitting',
    needs: 'get /sweeps',
  },
  {
    path: '/robustness',
    name: 'Robustness',
    icon: 'robustness',
    also: 'walk forward court look-ahead integrity failure cases checks',
    needs: 'get /research',
  },
  { path: '/data', name: 'Data', icon: 'data', also: 'catalog series gaps', needs: 'get /data' },
  { path: '/alerts', name: 'Alerts', icon: 'alerts', also: 'warnings notes rules webhook acknowledge' },
  { path: '/system', name: 'System', icon: 'system', also: 'latency clock rate limits health' },
  {
    path: '/audit',
    name: 'Audit',
    icon: 'audit',
    also: 'who did what',
    least: 'admin',
    needs: 'get /audit',
  },
  { path: '/settings', name: 'Settings', icon: 'settings', also: 'theme time zone users keys' },
  { path: '/api-docs', name: 'API', icon: 'api', also: 'openapi rest documentation curl try' },
];
