# SPDX-License-Identifier: MIT
# Sourced by scripts that trade at `keel exchange`: wants $keel, makes the folder $work, and ends what began.
work=$(mktemp -d)
exchange=
trader=
finish() {
  for process in $trader $exchange; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  [ -n "${KEEP:-}" ] && echo "kept: $work" || rm -rf "$work"
}
trap finish EXIT

# begin_exchange OPTION...: on a free port; $url and the keys that `keel trade` reads are set. Its time is
# the same at each start, so that a seed has one market whatever the hour of the test.
begin_exchange() {
  "$keel" exchange --port 0 --json --home "$work" --progress none --start 2026-06-01T12:00 "$@" \
    >"$work/exchange.json" 2>"$work/exchange.err" &
  exchange=$!
  tries=0
  until [ -s "$work/exchange.json" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 300 ] && kill -0 "$exchange" || { cat "$work/exchange.err"; exit 1; }
    sleep 0.1
  done
  BINANCE_API_KEY=$(json_field api_key "$work/exchange.json")
  BINANCE_API_SECRET=$(json_field api_secret "$work/exchange.json")
  export BINANCE_API_KEY BINANCE_API_SECRET
  url="http://127.0.0.1:$(json_field port "$work/exchange.json")"
}
# json_field NAME FILE
json_field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" "$2"; }

# begin_desk OPTION...: an admin `tester` with $KEEL_PASSWORD, and a session that trades two pairs and serves $desk;
# fails by the script's own `fail` where it is not ready within a minute.
begin_desk() {
  "$keel" user add tester --role admin --home "$work" >/dev/null
  "$keel" trade -s ema_cross --param fast=2 --param slow=3 -p BTC/USDT,ETH/USDT -t 1m --history-days 1 \
    --risk-profile research --venue-url "$url" --home "$work" --progress none --serve 0 "$@" \
    >"$work/trade.out" 2>"$work/trade.err" &
  trader=$!
  tries=0
  until desk=$(grep -o 'http://127[^ ]*' "$work/trade.err" | head -n 1) && [ -n "$desk" ] \
      && curl -sf "$desk/ready" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -le 600 ] && kill -0 "$trader" || fail 'the session does not come up'
    sleep 0.1
  done
}

# until_traded TENTHS: the trader sent an order, or the script fails.
until_traded() {
  tries=0
  until grep -q 'orders work, [1-9]' "$work/trade.err" 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -le "$1" ] && kill -0 "$trader" || { cat "$work/trade.err"; exit 1; }
    sleep 0.1
  done
}

# held NAME: what $work/NAME.json, the end of a session, says of positions and balances.
held() { sed -n 's/.*\("positions":{[^}]*},"balances":{[^}]*}\).*/\1/p' "$work/$1.json"; }

# back_up_at_work: the session `default` to $work/backup.zip, once it has gone on with its journal.
back_up_at_work() {
  journal=$work/sessions/default/journal-000001.kj
  before=$(wc -c <"$journal")
  tries=0
  until [ "$(wc -c <"$journal")" -gt "$before" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] && kill -0 "$trader" || { cat "$work/trade.err"; exit 1; }
    sleep 0.1
  done
  "$keel" backup default "$work/backup.zip" --home "$work" >/dev/null
}
# lose_and_restore SESSION: its folder goes, and comes back from $work/backup.zip.
lose_and_restore() {
  mv "$work/sessions/$1" "$work/lost-$1"
  "$keel" restore "$work/backup.zip" --home "$work" >/dev/null
  rm "$work/backup.zip"
}
