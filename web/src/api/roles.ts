// SPDX-License-Identifier: MIT
import { useMe } from './queries';
import type { Role } from './types';

const ORDER: Role[] = ['viewer', 'trader', 'risk', 'admin'];

export function reaches(role: Role, least: Role): boolean {
  return ORDER.indexOf(role) >= ORDER.indexOf(least);
}

/** Whether to show an act at all; whether it is allowed is the server's decision. */
export function useMay(least: Role): boolean {
  const { data } = useMe();
  return data ? reaches(data.role, least) : false;
}
