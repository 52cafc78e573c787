// SPDX-License-Identifier: MIT
import { lazy } from 'react';
import { createBrowserRouter, Navigate } from 'react-router';
import { Gate } from './entry/Gate';
import { AppShell } from './shell/AppShell';
import { BrokenPage, MissingPage } from './shell/BrokenPage';

function page(load: () => Promise<{ default: React.ComponentType }>) {
  const Page = lazy(load);
  return <Page />;
}

export const router = createBrowserRouter([
  {
    element: (
      <Gate>
        <AppShell />
      </Gate>
    ),
    errorElement: <BrokenPage />,
    children: [
      {
        errorElement: <BrokenPage />,
        children: [
          { index: true, element: page(() => import('./pages/overview/Overview')) },
          { path: 'markets', element: page(() => import('./pages/markets/Markets')) },
          { path: 'trade/:base?/:quote?', element: page(() => import('./pages/trade/Trade')) },
          { path: 'orders', element: page(() => import('./pages/orders/Orders')) },
          { path: 'execution', element: page(() => import('./pages/execution/Execution')) },
          { path: 'portfolio', element: page(() => import('./pages/portfolio/Portfolio')) },
          { path: 'strategies', element: page(() => import('./pages/strategies/Strategies')) },
          { path: 'decisions', element: page(() => import('./pages/decisions/Decisions')) },
          { path: 'risk', element: page(() => import('./pages/risk/Risk')) },
          { path: 'montecarlo', element: page(() => import('./pages/montecarlo/MonteCarlo')) },
          { path: 'regimes', element: page(() => import('./pages/regimes/Regimes')) },
          { path: 'options', element: page(() => import('./pages/options/Options')) },
          { path: 'backtests', element: page(() => import('./pages/backtests/Backtests')) },
          { path: 'optimise', element: page(() => import('./pages/optimise/Optimise')) },
          { path: 'robustness', element: page(() => import('./pages/robustness/Robustness')) },
          { path: 'data', element: page(() => import('./pages/data/Data')) },
          { path: 'alerts', element: page(() => import('./pages/alerts/Alerts')) },
          { path: 'system', element: page(() => import('./pages/system/System')) },
          { path: 'audit', element: page(() => import('./pages/audit/Audit')) },
          { path: 'settings', element: page(() => import('./pages/settings/Settings')) },
          { path: 'api-docs/:operation?', element: page(() => import('./pages/api/ApiDocs')) },
          { path: 'docs', element: <Navigate to="/api-docs" replace /> },
          { path: '*', element: <MissingPage /> },
        ],
      },
    ],
  },
]);
