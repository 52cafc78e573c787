// SPDX-License-Identifier: MIT
// The server's own description of its API, as it is read at run time: the part of OpenAPI 3.1 that
// it uses.
import { useQuery } from '@tanstack/react-query';
import { errorOf, unreachable } from './problem';
import type { Role } from './types';

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: string[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: Schema;
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  tags?: string[];
  summary?: string;
  'x-role'?: Role | 'nobody';
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

async function readDocument(): Promise<OpenApi> {
  const response = await fetch('/openapi.json', { credentials: 'same-origin' }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw errorOf(response.status, null);
  return (await response.json()) as OpenApi;
}

/** It changes with the program alone, so it is read once. */
export function useOpenApi() {
  return useQuery({ queryKey: ['openapi'], queryFn: readDocument, staleTime: Infinity });
}
