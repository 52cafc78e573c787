// SPDX-License-Identifier: MIT
import { useHas } from '@/api/capabilities';
import { useIntegrity } from '@/api/queries';
import { IntegrityTiles } from '@/pages/research/IntegrityTiles';
import { subjectOf } from './family';

/** What is known by now of the strategy, where the result itself has no badge. */
export function IntegrityNow({ family }: { family: string }) {
  const has = useHas();
  const subject = subjectOf(family);
  const isAsked = subject !== null && has('get /integrity');
  const { data } = useIntegrity(subject ?? {}, isAsked);
  return data ? <IntegrityTiles badge={data} /> : null;
}
