// SPDX-License-Identifier: MIT
import type { Role } from '@/api/types';

export const ROLE_OPTIONS: readonly (readonly [Role, string])[] = [
  ['viewer', 'Viewer: looks'],
  ['trader', 'Trader: sends orders, halts'],
  ['risk', 'Risk: resumes, changes limits'],
  ['admin', 'Admin: users, keys, audit'],
];
