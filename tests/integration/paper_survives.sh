#!/bin/sh
# SPDX-License-Identifier: MIT
# `keel trade` on paper in the market of a simulated exchange, without any key: it dies by kill -9 as soon as it
# has traded, finds the same orders and money again, also out of a backup, and its journals are sound. Then the ways
# that lead to real orders, with the exchange in the venue's place. KEEL.
set -eu
keel=$1
. "$(dirname "$0")/exchange.sh"

begin_exchange --seed 5 --speed 20 --history-days 1
unset BINANCE_API_KEY BINANCE_API_SECRET BINANCE_TESTNET_API_KEY BINANCE_TESTNET_API_SECRET

trade() {  # SECONDS OPTION...: until then, or until it is killed
  seconds=$1
  shift
  # In the foreground: or it would interrupt twice, which ends at once.
  timeout --foreground -s INT "$seconds" "$keel" trade -s buy_and_hold -p BTC/USDT,ETH/USDT -t 1m --history-days 1 \
    --venue-url "$url" --home "$work" "$@" >"$work/trade.json" 2>"$work/trade.err" </dev/null &
  trader=$!
}
ended() {  # its exit status
  status=0
  wait "$trader" || status=$?
  trader=
  return "$status"
}

# On paper: bars of a minute, the first entry comes with the first close.
trade 150 --paper --deposit USDT=5000 --risk-profile research
until_traded 1400
pkill -9 -P "$trader" || kill -9 "$trader"
ended 2>/dev/null || true
"$keel" verify-journal "$work/sessions/default" --json --home "$work" >/dev/null
"$keel" verify-journal "$work/sessions/default/paper-venue" --json --home "$work" >/dev/null

trade 6 --paper --risk-profile research --json
ended || true
cp "$work/trade.json" "$work/second.json"
grep -q '"in_step":true' "$work/second.json" || { cat "$work/trade.err" "$work/second.json"; exit 1; }
grep -q '"open_orders":0' "$work/second.json" || { echo 'an order was left'; exit 1; }
grep -q '"BTC/USDT":"0[.]' "$work/second.json" || { cat "$work/second.json"; exit 1; }
# Saved while it trades, lost, brought back: the same account goes on.
trade 6 --paper --risk-profile research --json
back_up_at_work
ended || true
cp "$work/trade.json" "$work/third.json"
[ -n "$(held second)" ] && [ "$(held second)" = "$(held third)" ] || { held second; held third; exit 1; }
lose_and_restore default
trade 6 --paper --risk-profile research --json
ended || true
cp "$work/trade.json" "$work/fourth.json"
grep -q '"in_step":true' "$work/fourth.json" || { cat "$work/trade.err" "$work/fourth.json"; exit 1; }
[ "$(held second)" = "$(held fourth)" ] || { held second; held fourth; exit 1; }
"$keel" replay default --home "$work" --json | tee "$work/replay.json"
grep -q '"equal":true' "$work/replay.json"
grep -q '"starts":4' "$work/replay.json"

# Paper money is never taken for other money, and nothing real begins without keys and a confirmation.
refused() {  # EXIT WORDS OPTION...
  code=$1 words=$2
  shift 2
  trade 20 "$@"
  ended || true
  [ "$status" -eq "$code" ] && grep -q -e "$words" "$work/trade.err" || { cat "$work/trade.err"; exit 1; }
}
refused 2 'BINANCE_API_KEY is not set'
refused 2 'BINANCE_TESTNET_API_KEY is not set' --testnet
BINANCE_API_KEY=$(json_field api_key "$work/exchange.json")
BINANCE_API_SECRET=$(json_field api_secret "$work/exchange.json")
BINANCE_TESTNET_API_KEY=$BINANCE_API_KEY
BINANCE_TESTNET_API_SECRET=$BINANCE_API_SECRET
export BINANCE_API_KEY BINANCE_API_SECRET BINANCE_TESTNET_API_KEY BINANCE_TESTNET_API_SECRET
refused 2 'is a session of mode paper, not simulated'
refused 2 'no terminal to ask at' --live --session real
refused 3 'nothing was traded' --live --session real --confirm reel
[ ! -e "$work/sessions/real" ] || { echo 'a refused session left a trace'; exit 1; }
trade 6 --live --session real --confirm real
ended || true
grep -q 'REAL MONEY at http://127.0.0.1' "$work/trade.err" || { cat "$work/trade.err"; exit 1; }
grep -q 'cannot withdraw' "$work/trade.err"
grep -q 'profile live: an order at most 100 USDT, all positions at most 500 USDT' "$work/trade.err"
grep -q 'in step with the venue' "$work/trade.err"
"$keel" backup real "$work/backup.zip" --home "$work" >/dev/null
lose_and_restore real
refused 2 'is a session of mode live, not testnet' --testnet --session real
trade 6 --testnet --session test
ended || true
grep -q 'in step with the venue' "$work/trade.err" || { cat "$work/trade.err"; exit 1; }
echo 'paper_survives: killed, restarted, restored, the same account; live and testnet only as they should'
