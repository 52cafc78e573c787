// SPDX-License-Identifier: MIT
import type { Time } from '@/api/types';
import { clock, date, dateTime, millis } from '@/format/time';
import { useZone } from '@/settings/store';

/** A time: the clock alone for today, the date with it for another day; all of it on hovering. */
export function Moment({ time, full }: { time: Time | null | undefined; full?: boolean }) {
  const zone = useZone();
  if (!time) return <span className="text-muted">–</span>;
  const today = date(new Date().toISOString(), zone);
  const isToday = date(time, zone) === today;
  const short = isToday ? clock(time, zone) : dateTime(time, zone).slice(5, 16);
  return (
    <time
      dateTime={new Date(millis(time) || 0).toISOString()}
      title={time}
      className="whitespace-nowrap"
    >
      {full ? dateTime(time, zone) : short}
    </time>
  );
}
