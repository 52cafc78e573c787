// SPDX-License-Identifier: MIT
import { useAlertChannels } from '@/api/queries';

interface Props {
  chosen: string[];
  onChange: (channels: string[]) => void;
}

/** Which channels a rule tells. */
export function ChannelChoice({ chosen, onChange }: Props) {
  const { data } = useAlertChannels();
  const names = data?.items.map(({ name }) => name) ?? [];
  const toggle = (name: string) =>
    onChange(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-muted">Also sent to</legend>
      {names.length === 0 ? (
        <p className="text-xs text-muted">
          No channel yet: it is shown here alone. An admin adds one under Channels.
        </p>
      ) : (
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {names.map((name) => (
            <label key={name} className="inline-flex items-center gap-1.5">
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={() => toggle(name)}
              />
              {name}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
