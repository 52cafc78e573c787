// SPDX-License-Identifier: MIT
// What this server can do, by its own description: a page or a button without an endpoint behind it
// is not shown.
import { useCallback } from 'react';
import { API } from './client';
import { useOpenApi } from './openapi';

/** has('get /runs'), has('post /orders'); false until the server has said. */
export function useHas(): (endpoint: string) => boolean {
  const { data } = useOpenApi();
  return useCallback(
    (endpoint: string) => {
      const [method = '', path = ''] = endpoint.split(' ');
      return data?.paths[API + path]?.[method] !== undefined;
    },
    [data],
  );
}
