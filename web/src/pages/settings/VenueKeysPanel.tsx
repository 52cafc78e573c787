// SPDX-License-Identifier: MIT
import { useCheckVenueKey } from '@/api/acts';
import { useVenueKeys } from '@/api/queries';
import type { VenueKey, VenueKeyRights } from '@/api/types';
import { capital } from '@/format/number';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Shown } from '@/ui/states';
import { missingOf, rightsOf } from './venueKeys';

/** The keys that this desk was started with, and what the venue says that each may do. */
export function VenueKeysPanel() {
  return (
    <Panel
      title="Exchange keys"
      note="from the environment; no part of a key is ever shown"
      className="lg:col-span-2"
      flush
    >
      <Shown query={useVenueKeys()}>
        {({ items }) => (
          <>
            {items.every(({ key_set }) => !key_set) && (
              <p className="border-b border-line/50 px-3 py-2 text-text">
                No exchange key is set: nothing can be traded but on paper.
              </p>
            )}
            <ul>
              {items.map((key) => (
                <KeyLine key={`${key.venue} ${key.account}`} venueKey={key} />
              ))}
            </ul>
          </>
        )}
      </Shown>
    </Panel>
  );
}

const LOOKS = {
  fit: { tone: 'good', icon: 'check', text: 'Fit to trade' },
  refused: { tone: 'bad', icon: 'stop', text: 'Refused' },
  unknown: { tone: 'warn', icon: 'warning', text: 'Not known' },
} as const;

function KeyLine({ venueKey }: { venueKey: VenueKey }) {
  const check = useCheckVenueKey();
  const { venue, account, key_variable, used, asks, checked } = venueKey;
  const missing = missingOf(venueKey);
  const name = `${venue}, ${account}`;
  return (
    <li className="flex min-h-10 flex-wrap items-start gap-x-3 gap-y-1 border-b border-line/50 px-3 py-1.5 last:border-0">
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-medium text-strong">{capital(venue)}</span>{' '}
        <span className="text-muted">{account}</span>{' '}
        {used && <Badge tone="info">of this session</Badge>}
        <span className="block text-xs break-words text-muted">
          {missing ?? `set in ${key_variable}; asked of ${asks}`}
        </span>
        {checked && <Rights rights={checked} />}
      </span>
      {missing === null && (
        <Button
          size="small"
          className="ml-auto"
          aria-label={`Check permissions of ${name}`}
          disabled={check.isPending}
          onClick={() => check.mutate(venueKey)}
        >
          {check.isPending ? 'Asking…' : 'Check permissions'}
        </Button>
      )}
    </li>
  );
}

function Rights({ rights }: { rights: VenueKeyRights }) {
  const { tone, icon, text } = LOOKS[rights.verdict];
  return (
    <span role="status" className="mt-1 block space-y-1">
      <span className="flex flex-wrap items-center gap-1.5">
        <Badge tone={tone} icon={icon}>
          {text}
        </Badge>
        {rightsOf(rights).map(({ name, answer, tone: how }) => (
          <Badge key={name} tone={how} {...(how !== 'quiet' && { icon: 'warning' })}>
            {name}: {answer}
          </Badge>
        ))}
        <span className="text-xs text-muted">
          <Moment time={rights.time} />
        </span>
      </span>
      <span className="block text-xs break-words text-text">{capital(rights.sentence)}.</span>
    </span>
  );
}
