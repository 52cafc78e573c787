// SPDX-License-Identifier: MIT
// What this server can do, by its own description: a page or a button without an endpoint behind it
// is not shown.
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { API } from './client';

type Methods = Record<string, unknown>;

async function readPaths(): Promise<Record<string, Methods>> {
  const response = await fetch('/openapi.json', { credentials: 'same-origin' });
  if (!response.ok) throw new Error(`the description of the API answered ${response.status}`);
  const document = (await response.json()) as { paths?: Record<string, Methods> };
  return document.paths ?? {};
}

/** has('get /runs'), has('post /orders'); false until the server has said. */
export function useHas(): (endpoint: string) => boolean {
  const { data } = useQuery({ queryKey: ['openapi'], queryFn: readPaths, staleTime: Infinity });
  return useCallback(
    (endpoint: string) => {
      const [method = '', path = ''] = endpoint.split(' ');
      return data?.[API + path]?.[method] !== undefined;
    },
    [data],
  );
}
