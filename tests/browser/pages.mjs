// SPDX-License-Identifier: MIT
// Every page of the desk, one line each: the name of its picture, its path, and a text that is on
// it once it shows what the server knows.
export const PAGES = [
  { name: 'overview', path: '/', shows: 'in step with the venue' },
  { name: 'markets', path: '/markets', shows: 'BTC/USDT' },
  { name: 'trade', path: '/trade', shows: /[+−][\d.]+%/ },
  { name: 'orders', path: '/orders', shows: /^Buy$/ },
  { name: 'execution', path: '/execution', shows: 'No large order has been worked' },
  { name: 'portfolio', path: '/portfolio', shows: 'Cash and the rest' },
  { name: 'strategies', path: '/strategies', shows: 'Running' },
  { name: 'decisions', path: '/decisions', shows: /^Enter$/ },
  { name: 'risk', path: '/risk', shows: 'Gross exposure' },
  { name: 'montecarlo', path: '/montecarlo', shows: 'Where it ends' },
  { name: 'regimes', path: '/regimes', shows: 'Chance of the next bar' },
  { name: 'options', path: '/options', shows: /^Last price of / },
  { name: 'backtests', path: '/backtests', shows: 'ensemble' },
  { name: 'optimise', path: '/optimise', shows: /^ema_cross-/ },
  { name: 'robustness', path: '/robustness', shows: 'robustness of' },
  { name: 'data', path: '/data', shows: 'ALFA/USDT' },
  { name: 'alerts', path: '/alerts', shows: /against/ },
  { name: 'system', path: '/system', shows: 'Request budget' },
  { name: 'settings', path: '/settings', shows: 'account.currency' },
  { name: 'api-docs', path: '/api-docs', shows: /\d+ operations below/ },
];
