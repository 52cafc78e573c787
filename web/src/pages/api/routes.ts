// SPDX-License-Identifier: MIT
// The operations of the document as a list: one entry a method and path, under the address that
// links to it.
import { API } from '@/api/client';
import type { OpenApi, Operation, Schema } from '@/api/openapi';
import { matches } from '@/shell/match';

export const METHODS = ['get', 'post', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

export interface Route {
  /** "get-orders-id": its place below /api-docs. */
  id: string;
  method: Method;
  /** Whole, such as "/api/v1/orders/{id}". */
  path: string;
  tag: string;
  operation: Operation;
}

function idOf(method: Method, path: string): string {
  const words = path.slice(API.length).match(/[\w-]+/g) ?? [];
  return [method, ...words].join('-');
}

/** By chapter and path, in the order of the methods. */
export function routesOf({ paths }: OpenApi): Route[] {
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((method): Route[] => {
      const operation = operations[method];
      const tag = operation?.tags?.[0] ?? 'other';
      return operation ? [{ id: idOf(method, path), method, path, tag, operation }] : [];
    }),
  );
  return routes.sort((a, b) => a.tag.localeCompare(b.tag));
}

/** The routes that have all words of the wish, by chapter. */
export function chaptersOf(routes: Route[], wish: string): [tag: string, routes: Route[]][] {
  const chapters = new Map<string, Route[]>();
  for (const route of routes) {
    const { method, path, tag, operation } = route;
    if (!matches(wish, `${method} ${path} ${tag} ${operation.summary ?? ''}`)) continue;
    chapters.set(tag, [...(chapters.get(tag) ?? []), route]);
  }
  return [...chapters];
}

/** It does something, so a person confirms it first. */
export const isAct = ({ method }: Route) => method !== 'get';

export interface AnswerKind {
  /** "": every other one. */
  status: string;
  text: string;
  mediaType: string | undefined;
  schema: Schema | undefined;
}

export function bodyOf({ operation }: Route): Schema | undefined {
  return operation.requestBody?.content['application/json']?.schema;
}

export function answersOf({ operation }: Route): AnswerKind[] {
  return Object.entries(operation.responses ?? {}).map(([status, response]) => {
    const [mediaType, content] = Object.entries(response.content ?? {})[0] ?? [];
    return {
      status: status === 'default' ? '' : status,
      text: response.description ?? '',
      mediaType,
      schema: content?.schema,
    };
  });
}
