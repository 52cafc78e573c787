// SPDX-License-Identifier: MIT
import { capital } from '@/format/number';

/** What an act came to, without the command by which a terminal would follow it up. */
export function toldOf({ done }: { done: string }): string {
  const what = done.replace(/[:;] `keel [^`]*`.*$/s, '');
  return `${capital(what).replace(/\.$/, '')}.`;
}
