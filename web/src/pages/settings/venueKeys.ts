// SPDX-License-Identifier: MIT
import type { VenueKey, VenueKeyRights } from '@/api/types';

/** What there is to set before the venue can be asked; null: nothing. */
export function missingOf(key: VenueKey): string | null {
  const { key_set, secret_set, key_variable, secret_variable } = key;
  if (key_set && secret_set) return null;
  if (!key_set && !secret_set) return `not set: ${key_variable}, ${secret_variable}`;
  return key_set
    ? `set without its secret: ${secret_variable}`
    : `a secret without its key: ${key_variable}`;
}

interface Right {
  name: string;
  answer: string;
  tone: 'bad' | 'warn' | 'quiet';
}

const RIGHTS = [
  { name: 'reads', key: 'reads', wanted: true, otherwise: 'warn' },
  { name: 'trades', key: 'trades', wanted: true, otherwise: 'bad' },
  { name: 'withdraws', key: 'withdraws', wanted: false, otherwise: 'bad' },
  { name: 'held to addresses', key: 'ip_bound', wanted: true, otherwise: 'warn' },
] as const;

/** What the venue tells; what it does not tell is left out. */
export function rightsOf(rights: VenueKeyRights): Right[] {
  return RIGHTS.flatMap(({ name, key, wanted, otherwise }) => {
    const value = rights[key];
    if (value === null || value === undefined) return [];
    return [{ name, answer: value ? 'yes' : 'no', tone: value === wanted ? 'quiet' : otherwise }];
  });
}
