// SPDX-License-Identifier: MIT
// Coming in and going out. Whoever comes in starts with nothing that another one has read.
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from './client';
import type * as t from './types';

function useEntry<Body>(path: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => api.post<t.Me>(path, body),
    onSuccess: (me) => {
      queries.setQueryData(['/me'], me);
      void queries.invalidateQueries({ queryKey: ['/desk'] });
    },
  });
}

export const useLogin = () => useEntry<t.LoginBody>('/login');
export const useSetup = () => useEntry<t.SetupBody>('/setup');
export const useOneTimeLink = () => useEntry<t.LinkBody>('/link');

export const useReauthenticate = () => useEntry<t.PasswordBody>('/reauthenticate');

export function useLogout() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.post<null>('/logout'),
    onSettled: () => signedOut(queries),
  });
}

export function signedOut(queries: QueryClient): void {
  queries.setQueryData(['/me'], null);
  // Once the pages are gone: one that still stands would read again what is removed.
  setTimeout(() =>
    queries.removeQueries({
      predicate: ({ queryKey }) => !['/me', '/desk'].includes(`${queryKey[0]}`),
    }),
  );
}
