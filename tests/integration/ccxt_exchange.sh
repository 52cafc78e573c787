#!/bin/sh
# SPDX-License-Identifier: MIT
# `keel exchange` against clients that others wrote, ccxt and npm's binance: KEEL CACHE_FOLDER.
# Skipped (77) where Node or the packages cannot be had, which is a failure where CI is set.
set -eu
keel=$1
cache=$2
here=$(cd "$(dirname "$0")" && pwd)
packages='ccxt@4.5.84 binance@3.6.5'

give_up() {
  echo "ccxt: $1"
  [ -z "${CI:-}" ] || exit 1
  exit 77
}

command -v node >/dev/null || give_up 'Node is not installed'
if [ "$(cat "$cache/installed" 2>/dev/null)" != "$packages" ]; then
  mkdir -p "$cache"
  # shellcheck disable=SC2086  # words of a command line
  npm install --prefix "$cache" --no-audit --no-fund --silent $packages \
    || give_up "npm cannot install $packages"
  echo "$packages" >"$cache/installed"
fi

work=$(mktemp -d)
"$keel" exchange --port 0 --json --seed 5 --history-days 2 --home "$work" --progress none \
  >"$work/exchange.json" 2>"$work/exchange.err" &
exchange=$!
trap 'kill "$exchange" 2>/dev/null || true; wait "$exchange" 2>/dev/null || true; rm -rf "$work"' EXIT
tries=0
until [ -s "$work/exchange.json" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ] || ! kill -0 "$exchange" 2>/dev/null; then
    cat "$work/exchange.err"
    exit 1
  fi
  sleep 0.1
done
for client in ccxt_exchange binance_client_exchange; do
  cp "$here/$client.mjs" "$cache/"
  node "$cache/$client.mjs" "$work/exchange.json"
done
kill "$exchange"
wait "$exchange" || { echo 'ccxt: the exchange does not stop cleanly'; exit 1; }
