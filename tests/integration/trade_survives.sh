#!/bin/sh
# SPDX-License-Identifier: MIT
# `keel trade` at `keel exchange` over real sockets: it dies by kill -9 as soon as it has traded, comes
# back in step with the exchange, also out of a backup, and its journal is sound and replays to the same
# orders. KEEL.
set -eu
keel=$1
. "$(dirname "$0")/exchange.sh"

begin_exchange --seed 5 --speed 60 --history-days 1

trade() {  # SECONDS [--json]: until then, or until it is killed
  seconds=$1
  shift
  # In the foreground: or it would interrupt twice, which ends at once.
  timeout --foreground -s INT "$seconds" "$keel" trade -s buy_and_hold -p BTC/USDT,ETH/USDT -t 1m --history-days 1 \
    --risk-profile research --venue-url "$url" --home "$work" "$@" >"$work/trade.json" 2>"$work/trade.err" &
  trader=$!
}
in_journal() { "$keel" verify-journal "$work/sessions/default" --json --home "$work"; }

# Bars of a minute close each second there: the first entry comes with the first close.
trade 60
until_traded 500
pkill -9 -P "$trader" || kill -9 "$trader"
wait "$trader" 2>/dev/null || true
in_journal >/dev/null

trade 4 --json
back_up_at_work
wait "$trader" || true
trader=
grep -q '"in_step":true' "$work/trade.json" || { cat "$work/trade.json"; exit 1; }
grep -q '"open_orders":0' "$work/trade.json" || { echo 'an order was left'; exit 1; }
cp "$work/trade.json" "$work/second.json"

# Out of a backup that was made while it traded: what happened since is the exchange's to tell.
lose_and_restore default
trade 4 --json
wait "$trader" || true
trader=
cp "$work/trade.json" "$work/third.json"
grep -q '"in_step":true' "$work/third.json" || { cat "$work/third.json"; exit 1; }
[ -n "$(held second)" ] && [ "$(held second)" = "$(held third)" ] || { held second; held third; exit 1; }
"$keel" replay default --home "$work" --json | tee "$work/replay.json"
grep -q '"equal":true' "$work/replay.json"
grep -q '"starts":3' "$work/replay.json"
echo 'trade_survives: killed, restarted, restored, in step, replayed'
