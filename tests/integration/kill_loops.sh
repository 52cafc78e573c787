#!/bin/sh
# SPDX-License-Identifier: MIT
# Kills a trader again and again: `keel trade` at a `keel exchange` that loses and delays answers, kill -9
# at a random moment, started again. After each start orders and executions must agree with the exchange
# within seconds; now and then, and at the end, every balance is compared with the exchange's to the last
# digit, the journal is proved and replayed. kill_loops.sh KEEL LOOPS [SEED]
set -eu
keel=$1
loops=$2
seed=${3:-1}
. "$(dirname "$0")/exchange.sh"
fail() { echo "kill_loops: $1 (loop $loop, seed $seed)"; tail -n 20 "$work/trade.err"; KEEP=1; exit 1; }

# In the exchange's time, of which a minute passes each second.
cat >"$work/faults.toml" <<'TOML'
[[fault]]
kind = "delay_reply"
probability = 0.15
delay_ms = 9000
[[fault]]
kind = "lose_reply"
target = "order.place"
probability = 0.1
[[fault]]
kind = "error_after"
target = "order.place"
probability = 0.05
status = 503
[[fault]]
kind = "delay_event"
probability = 0.1
delay_ms = 6000
TOML
loop=0
begin_exchange --seed "$seed" --speed 60 --history-days 1 --faults "$work/faults.toml"

start() {
  : >"$work/trade.err"
  "$keel" trade -s ema_cross --param fast=2 --param slow=3 -p BTC/USDT,ETH/USDT,SOL/USDT,XRP/USDT,DOGE/USDT \
    -t 1m --history-days 1 --risk-profile research --venue-url "$url" --home "$work" --session kills \
    --no-watchdog "$@" \
    >"$work/trade.json" 2>"$work/trade.err" &
  trader=$!
}
in_step() {
  tries=0
  until grep -q 'in step with the venue after' "$work/trade.err"; do
    tries=$((tries + 1))
    [ "$tries" -le 500 ] && kill -0 "$trader" || fail 'not in step again'
    sleep 0.02
  done
}
# What the exchange says of the account, as "BTC 1.5" lines; the ledger's balances must be the same.
balances() {
  query="timestamp=$(date +%s)000&recvWindow=60000"
  signature=$(printf %s "$query" | openssl dgst -sha256 -hmac "$BINANCE_API_SECRET" | sed 's/.*= //')
  curl -sf -H "X-MBX-APIKEY: $BINANCE_API_KEY" "$url/api/v3/account?$query&signature=$signature" ||
    fail 'the exchange does not tell the account'
}
compare() {
  # Once nothing is open: what is on its way as the trader stops fills behind its back. And once it is in
  # step: the faults strike its account stream too, perhaps as it stops.
  attempt=0
  while :; do
    kill -INT "$trader"
    wait "$trader" || fail 'the trader did not stop cleanly'
    trader=
    ! grep -q '"open_orders":0.*"in_step":true' "$work/trade.json" || break
    attempt=$((attempt + 1))
    [ "$attempt" -le 20 ] || fail 'orders are open or it is out of step whenever it stops'
    start --json
    sleep "5.$attempt"
  done
  balances >"$work/account.json"
  python3 - "$work/trade.json" "$work/account.json" <<'PY' || fail 'the books differ from the exchange'
import json, sys
from decimal import Decimal
text = [line for line in open(sys.argv[1]) if line.startswith("{")][-1]
ours, venue = json.loads(text), json.load(open(sys.argv[2]))
assert ours["in_step"], ours
theirs = {b["asset"]: Decimal(b["free"]) + Decimal(b["locked"]) for b in venue["balances"]}
for coin, amount in ours["balances"].items():
    assert Decimal(amount) == theirs.get(coin, Decimal(0)), (coin, amount, theirs.get(coin))
PY
  "$keel" verify-journal kills --home "$work" >/dev/null || fail 'the journal is damaged'
}

: >"$work/times"
while [ "$loop" -lt "$loops" ]; do
  loop=$((loop + 1))
  moment=$(awk -v s="$seed$loop" 'BEGIN { srand(s); print rand() }')
  if [ $((loop % 100)) -eq 0 ] || [ "$loop" -eq "$loops" ]; then
    start --json
    sleep 5
    compare
    continue
  fi
  start
  if [ $((loop % 2)) -eq 1 ]; then  # while it starts
    sleep "$(awk -v m="$moment" 'BEGIN { print m * 0.4 }')"
  else  # while it trades
    began=$(date +%s%N)
    in_step
    echo $((($(date +%s%N) - began) / 1000000)) >>"$work/times"
    sleep "$moment"
  fi
  kill -0 "$trader" 2>/dev/null || fail 'the trader ended by itself'
  kill -9 "$trader"
  wait "$trader" 2>/dev/null || true
  trader=
done
"$keel" replay kills --home "$work" --json >"$work/replay.json" || fail 'the replay differs'
sort -n "$work/times" | awk -v loops="$loops" -v orders="$(json_field orders "$work/replay.json")" '
  { ms[NR] = $1 }
  END { printf "kill_loops: %d kills, %d orders, every balance the exchange\047s, replay equal; from start to in step p50 %d ms, p99 %d ms\n",
        loops, orders, ms[int((NR + 1) / 2)], ms[int(NR * 0.99 + 0.5)] }'
