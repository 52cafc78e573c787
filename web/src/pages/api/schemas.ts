// SPDX-License-Identifier: MIT
// Schemas in words, and a value that fits one.
import type { Schema } from '@/api/openapi';

export type Schemas = Record<string, Schema>;

const nameOf = (ref: string) => ref.slice(ref.lastIndexOf('/') + 1);

/** The schema behind a reference; `name` is what it is called there. */
export function resolve(schema: Schema, schemas: Schemas): { name?: string; schema: Schema } {
  if (!schema.$ref) return { schema };
  const name = nameOf(schema.$ref);
  return { name, schema: schemas[name] ?? {} };
}

/** Without the null that it may also be. */
export function plainOf(schema: Schema): { plain: Schema; mayBeNull: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  const [first] = others ?? [];
  return first ? { plain: first, mayBeNull: true } : { plain: schema, mayBeNull: false };
}

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
};
const FORMATS: Record<string, string> = { decimal: 'decimal', 'date-time': 'time' };

/** "decimal or null", "list of OrderRow", "buy | sell". */
export function kindOf(schema: Schema): string {
  const { plain, mayBeNull } = plainOf(schema);
  return mayBeNull ? `${plainKindOf(plain)} or null` : plainKindOf(plain);
}

function plainKindOf(schema: Schema): string {
  const { $ref, type, format, items, additionalProperties } = schema;
  if ($ref) return nameOf($ref);
  if (schema.enum) return schema.enum.join(' | ');
  if (type === 'array' && items) return `list of ${kindOf(items)}`;
  if (typeof additionalProperties === 'object') return `table of ${kindOf(additionalProperties)}`;
  return FORMATS[format ?? ''] ?? KINDS[type ?? ''] ?? 'object';
}

/** The schema of the members that a value of this kind has, through lists, tables and null. */
export function membersOf(schema: Schema, schemas: Schemas): Schema | undefined {
  const { schema: target } = resolve(plainOf(schema).plain, schemas);
  if (target.properties) return target;
  if (target.items) return membersOf(target.items, schemas);
  if (typeof target.additionalProperties === 'object')
    return membersOf(target.additionalProperties, schemas);
  return undefined;
}

const DEEPEST = 6;

/** A value of the right shape: empty texts and zeros, since what to put there is not known. */
export function exampleOf(schema: Schema, schemas: Schemas, depth = 0): unknown {
  const { schema: target } = resolve(plainOf(schema).plain, schemas);
  if (target.enum) return target.enum[0];
  if (target.properties) return depth > DEEPEST ? {} : exampleOfMembers(target, schemas, depth);
  if (target.type === 'array')
    return target.items && depth < DEEPEST ? [exampleOf(target.items, schemas, depth + 1)] : [];
  if (target.type === 'object') return {};
  if (target.type === 'boolean') return false;
  if (target.type === 'number' || target.type === 'integer') return 0;
  if (target.format === 'decimal') return '0';
  return target.format === 'date-time' ? '2026-01-01T00:00:00.000000000Z' : '';
}

function exampleOfMembers({ properties = {} }: Schema, schemas: Schemas, depth: number): unknown {
  const members = Object.entries(properties).map(([name, member]) => [
    name,
    exampleOf(member, schemas, depth + 1),
  ]);
  return Object.fromEntries(members);
}

/** What a request needs at least: only the members that must be given. */
export function leastBody(schema: Schema, schemas: Schemas): Record<string, unknown> {
  const whole = exampleOf(schema, schemas) as Record<string, unknown>;
  const { schema: target } = resolve(schema, schemas);
  return Object.fromEntries((target.required ?? []).map((name) => [name, whole[name]]));
}
