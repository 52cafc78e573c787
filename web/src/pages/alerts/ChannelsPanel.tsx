// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useRemoveChannel, useTestChannel } from '@/api/acts';
import { useAlertChannels } from '@/api/queries';
import { useMay } from '@/api/roles';
import type { ChannelView } from '@/api/types';
import { Badge } from '@/ui/Badge';
import { Button } from '@/ui/Button';
import { Moment } from '@/ui/Moment';
import { Panel } from '@/ui/Panel';
import { Scroll } from '@/ui/Scroll';
import { Empty, Shown } from '@/ui/states';
import { RemoveButton } from '../settings/RemoveButton';
import { ChannelDialog } from './ChannelDialog';
import { healthOf } from './channelHealth';

/** Where alerts are sent, and how that goes. */
export function ChannelsPanel() {
  const query = useAlertChannels();
  const isAdmin = useMay('admin');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <Panel
      title="Channels"
      note="addresses and secrets are not told again"
      className="flex-1"
      flush
      actions={
        isAdmin && (
          <Button size="small" onClick={() => setIsOpen(true)}>
            New webhook
          </Button>
        )
      }
    >
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              title="Alerts are sent nowhere."
              hint="Start serve with --webhook-host and the name of the receiver; then an admin adds its address here."
            />
          ) : (
            <Scroll label="Channels">
              <ul>
                {items.map((channel) => (
                  <ChannelLine key={channel.name} channel={channel} isAdmin={isAdmin} />
                ))}
              </ul>
            </Scroll>
          )
        }
      </Shown>
      {isOpen && <ChannelDialog onClose={() => setIsOpen(false)} />}
    </Panel>
  );
}

const LOOKS = {
  refused: { tone: 'bad', icon: 'stop', text: 'Not allowed' },
  failing: { tone: 'bad', icon: 'warning', text: 'Failing' },
  good: { tone: 'good', icon: 'check', text: 'Arrives' },
  unused: { tone: 'quiet', icon: 'note', text: 'Not used yet' },
} as const;

function ChannelLine({ channel, isAdmin }: { channel: ChannelView; isAdmin: boolean }) {
  const test = useTestChannel();
  const remove = useRemoveChannel();
  const health = healthOf(channel);
  const { tone, icon, text } = LOOKS[health];
  const { name, waiting, lost } = channel;
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line/50 px-3 py-1.5 last:border-0">
      <Badge tone={tone} icon={icon}>
        {text}
      </Badge>
      <span className="min-w-0 flex-1 basis-60">
        <span className="font-medium text-strong">{name}</span>{' '}
        <span className="text-muted">
          {channel.format} to {channel.host}
          {channel.has_header && `, with ${channel.header_name}`}
          {channel.is_signed && ', signed'}
        </span>
        <span className="block text-xs text-muted">
          {channel.delivered} delivered, last <Moment time={channel.last_success} />
          {waiting > 0 && `; ${waiting} waiting`}
          {lost > 0 && `; ${lost} lost`}
        </span>
        {health === 'refused' && (
          <span className="block text-xs break-words text-text">{channel.refusal}</span>
        )}
        {channel.failure && (
          <span className="block text-xs break-words text-muted">
            Last failure <Moment time={channel.last_failure} />: {channel.failure}
          </span>
        )}
      </span>
      {isAdmin && (
        <span className="ml-auto flex items-center gap-1">
          <Button
            size="small"
            aria-label={`Send a test to ${name}`}
            disabled={test.isPending}
            onClick={() => test.mutate(name)}
          >
            {test.isPending ? 'Sending…' : 'Test'}
          </Button>
          <RemoveButton what={name} onRemove={() => remove.mutate(name)} />
        </span>
      )}
    </li>
  );
}
