#!/bin/sh
# SPDX-License-Identifier: MIT
# `keel trade` at `keel exchange` over real sockets: it dies by kill -9 as soon as it has traded, comes
# back in step with the exchange, and its journal is sound and replays to the same orders. KEEL.
set -eu
keel=$1
work=$(mktemp -d)
exchange=
trader=
finish() {
  for process in $trader $exchange; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap finish EXIT

"$keel" exchange --port 0 --json --seed 5 --speed 60 --history-days 1 --home "$work" --progress none \
  >"$work/exchange.json" 2>"$work/exchange.err" &
exchange=$!
tries=0
until [ -s "$work/exchange.json" ]; do
  tries=$((tries + 1))
  [ "$tries" -le 300 ] && kill -0 "$exchange" || { cat "$work/exchange.err"; exit 1; }
  sleep 0.1
done
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$work/exchange.json"; }
BINANCE_API_KEY=$(field api_key)
BINANCE_API_SECRET=$(field api_secret)
export BINANCE_API_KEY BINANCE_API_SECRET
url="http://127.0.0.1:$(field port)"

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
tries=0
until grep -q 'orders work, [1-9]' "$work/trade.err" 2>/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -le 500 ] && kill -0 "$trader" || { cat "$work/trade.err"; exit 1; }
  sleep 0.1
done
pkill -9 -P "$trader" || kill -9 "$trader"
wait "$trader" 2>/dev/null || true
in_journal >/dev/null

trade 4 --json
wait "$trader" || true
trader=
grep -q '"in_step":true' "$work/trade.json" || { cat "$work/trade.json"; exit 1; }
grep -q '"open_orders":0' "$work/trade.json" || { echo 'an order was left'; exit 1; }
"$keel" replay default --home "$work" --json | tee "$work/replay.json"
grep -q '"equal":true' "$work/replay.json"
grep -q '"starts":2' "$work/replay.json"
echo 'trade_survives: killed, restarted, in step, replayed'
