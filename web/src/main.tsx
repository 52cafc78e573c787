// SPDX-License-Identifier: MIT
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { ApiError } from './api/problem';
import { signedOut } from './api/session';
import './index.css';
import { router } from './router';
import { useThemeOnDocument } from './settings/store';
import { HintProvider } from './ui/Hint';
import { Toasts } from './ui/toasts';

function worthRetrying(failures: number, error: Error): boolean {
  const isFinal = error instanceof ApiError && error.status >= 400 && error.status < 500;
  return !isFinal && failures < 2;
}

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 2000, retry: worthRetrying } },
  queryCache: new QueryCache({ onError: leaveWhereUnknown }),
  mutationCache: new MutationCache({ onError: leaveWhereUnknown }),
});

/** The sign-in has ended meanwhile. */
function leaveWhereUnknown(error: Error): void {
  if (error instanceof ApiError && error.status === 401) signedOut(queries);
}

function App() {
  useThemeOnDocument();
  return (
    <QueryClientProvider client={queries}>
      <HintProvider delayDuration={300}>
        <RouterProvider router={router} />
        <Toasts />
      </HintProvider>
    </QueryClientProvider>
  );
}

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
