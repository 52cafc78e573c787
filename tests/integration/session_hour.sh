#!/bin/sh
# SPDX-License-Identifier: MIT
# An hour of two strategies at `keel exchange --speed 60`, killed by kill -9 in the middle. What it leaves
# replays to the same hash twice, and every verb that looks back works on it. KEEL.
set -eu
keel=$1
. "$(dirname "$0")/exchange.sh"
fail() { echo "session_hour: $1"; cat "$work"/*.err 2>/dev/null; exit 1; }
k() { "$keel" "$@" --home "$work"; }

# Seed 1, for its market rises: in a falling one the ensemble rightly holds cash and decides nothing.
begin_exchange --seed 1 --speed 60 --history-days 6

# The program itself is the child, so that a signal reaches it and nothing else.
trade() {
  exec "$keel" trade -s ema_cross,ensemble -p BTC/USDT,ETH/USDT -t 1m --history-days 6 --risk-profile research \
    --param ema_cross.fast=3 --param ema_cross.slow=8 --param ensemble.least_days=5 --param ensemble.window_days=10 \
    --param ensemble.paths=100 --param ensemble.horizon=6 --param ensemble.least_conviction=0.005 \
    --param ensemble.least_probability=0.5 --param ensemble.reward_to_risk=0 --param ensemble.band=0.01 \
    --venue-url "$url" --home "$work"
}
trade >"$work/first.out" 2>"$work/first.err" &
trader=$!
sleep 30
kill -9 "$trader" || fail 'the session ended by itself'
wait "$trader" 2>/dev/null || true
trade >"$work/second.out" 2>"$work/second.err" &
trader=$!
sleep 15
k backup default "$work/during.zip" >/dev/null || fail 'no backup of a session that trades'
sleep 16
kill -INT "$trader"
wait "$trader" || fail 'the session did not stop cleanly'
trader=
kill "$exchange"
wait "$exchange" 2>/dev/null || true
exchange=

k verify-journal default >/dev/null || fail 'the journal is not sound'
k replay default --json >"$work/replay1.json" || fail 'the replay differs'
k replay default --json >"$work/replay2.json" || fail 'the second replay differs'
cmp "$work/replay1.json" "$work/replay2.json" || fail 'two replays differ'
for part in '"equal":true' '"starts":2' '"decisions":[1-9]' '"orders":[1-9]'; do
  grep -q "$part" "$work/replay1.json" || { cat "$work/replay1.json"; fail "no $part"; }
done

# Tables that grew with the session, killed on the way, are those made again from its journal.
k export default --to "$work/again.db" --csv "$work/csv" >/dev/null || fail 'no tables'
grep -q FILLED "$work/csv/orders.csv" || fail 'no order was filled'
[ -s "$work/sessions/default/tables.db" ] || fail 'the session made no tables'

k why default 1 >/dev/null || fail 'order 1 is not explained'
k why default d1 >/dev/null || fail 'decision 1 is not explained'
k why default --verify >"$work/why.txt" || { cat "$work/why.txt"; fail 'a decision is not made again'; }
k parity default --json >"$work/parity.json" || fail 'no parity report'
grep -q '"missed_bars"' "$work/parity.json" || fail 'the parity report names no cause'

k restore "$work/during.zip" --as during >/dev/null || fail 'the backup is not restored'
k replay during --json | grep -q '"equal":true' || fail 'the restored session replays otherwise'
k backup default "$work/after.zip" >/dev/null || fail 'no backup'
k restore "$work/after.zip" --as after >/dev/null || fail 'the second backup is not restored'
k replay after --json >"$work/replay3.json" || fail 'the restored session replays otherwise'
cmp "$work/replay1.json" "$work/replay3.json" || fail 'the restored session has another hash'
cat "$work/replay1.json"
cat "$work/why.txt"
echo 'session_hour: an hour, killed once, replayed twice'
