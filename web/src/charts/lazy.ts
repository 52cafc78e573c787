// SPDX-License-Identifier: MIT
// The chart libraries are fetched by the first page that draws.
import { lazy } from 'react';

export const LazyLineChart = lazy(() => import('./LineChart'));
export const LazyCandleChart = lazy(() => import('./CandleChart'));
