#!/bin/sh
# SPDX-License-Identifier: MIT
# `keel exchange` against ccxt, the client library that most trading programs use: KEEL CACHE_FOLDER.
# Skipped (77) where Node or the package cannot be had, which is a failure where CI is set.
set -eu
keel=$1
cache=$2
here=$(cd "$(dirname "$0")" && pwd)
version=4.5.84

give_up() {
  echo "ccxt: $1"
  [ -z "${CI:-}" ] || exit 1
  exit 77
}

command -v node >/dev/null || give_up 'Node is not installed'
if [ ! -e "$cache/node_modules/ccxt/package.json" ]; then
  mkdir -p "$cache"
  npm install --prefix "$cache" --no-audit --no-fund --silent "ccxt@$version" \
    || give_up "npm cannot install ccxt@$version"
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
cp "$here/ccxt_exchange.mjs" "$cache/"
node "$cache/ccxt_exchange.mjs" "$work/exchange.json"
