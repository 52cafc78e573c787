#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# own_core.sh KEEL: `trade --core` gives the thread that trades a core, which the session's other threads, its desk
# and its watchdog leave alone.
set -euo pipefail
keel=$1
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(nproc)" -lt 2 ]; then
  echo "skipped: of one core none can be kept"
  exit 77
fi
. "$here/exchange.sh"
fail() { echo "failed: $1"; cat "$work/trade.err"; exit 1; }
# first_core STATUS-FILE: the lowest core that it may use.
first_core() { sed -n 's/^Cpus_allowed_list:\s*\([0-9]*\).*/\1/p' "$1"; }

core=$(first_core /proc/self/status)
export KEEL_PASSWORD=correct-horse-battery
begin_exchange --speed 60
begin_desk --core "$core"
until_traded 600

alone=0 others=0
for thread in /proc/"$trader"/task/*/status; do
  if [ "$(first_core "$thread")" != "$core" ]; then
    others=$((others + 1))
  elif grep -qP "^Cpus_allowed_list:\s*$core$" "$thread"; then
    alone=$((alone + 1))
  else
    fail "a thread that does not trade may use core $core: $(grep Name "$thread")"
  fi
done
[ "$alone" = 1 ] || fail "$alone threads have core $core alone, not 1"
[ "$others" -ge 3 ] || fail "$others other threads: where is the desk?"
watchdog=$(pgrep -f "watchdog $work/sessions") || fail 'there is no watchdog'
[ "$(first_core /proc/"$watchdog"/status)" != "$core" ] || fail "the watchdog may use core $core"
echo "one thread has core $core alone; $others threads and the watchdog stay off it"
