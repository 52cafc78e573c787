#!/bin/sh
# SPDX-License-Identifier: MIT
# The desk in a real headless Chromium: first that of a live demo (every page with live data and open to
# everybody, no complaint of the browser, the main journeys), then the first run of a desk on the session
# that has ended. Screenshots of each page in both themes and on a phone: KEEL WEB_FOLDER SHOTS_FOLDER.
# Skipped (77) where Chromium or the page's packages are not there, which is a failure where CI is set.
set -eu
keel=$1
web=$2
shots=$3
give_up() {
  echo "desk: $1"
  [ -z "${CI:-}" ] || exit 1
  exit 77
}
chromium=$(command -v chromium || command -v chromium-browser || true)
[ -n "$chromium" ] || give_up 'Chromium is not installed'
[ -d "$web/node_modules/playwright-core" ] || give_up 'the page was not built here'
[ -d "$web/node_modules/axe-core" ] || give_up 'axe-core is not installed; `npm ci` brings it'

work=$(mktemp -d)
server=
# A server that a story has stopped must go on to hear that it shall end.
end_server() {
  [ -n "$server" ] || return 0
  kill -CONT "$server" 2>/dev/null || true
  kill -INT "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}
finish() {
  end_server
  rm -rf "$work"
}
trap finish EXIT
# start VERB...: runs it behind, with what it says in $work/out and $work/err.
start() {
  "$keel" "$@" --home "$work/home" >"$work/out" 2>"$work/err" &
  server=$!
}
# await PATTERN: until the server has said it.
await() {
  tries=0
  until grep -q "$1" "$work/out"; do
    tries=$((tries + 1))
    [ "$tries" -le 300 ] && kill -0 "$server" || { cat "$work/out" "$work/err"; exit 1; }
    sleep 0.1
  done
}
tell() {
  NODE_PATH="$web/node_modules" node "$@" || {
    tail -n 30 "$work/err"
    exit 1
  }
}

mkdir -p "$shots"
here=$(cd "$(dirname "$0")" && pwd)
start demo --no-browser
await '#link='
tell "$here/desk.mjs" "$(grep -o 'http://[^ ]*' "$work/out")" "$chromium" "$web" "$shots" "$server"
end_server

session=$(ls "$work/home/sessions")
start serve "$session" --venue none --port 0
await '/setup-token$'
tell "$here/first_run.mjs" "$(grep -o 'http://[^ ]*' "$work/out")" "$work/home/setup-token" \
  "$chromium" "$web" "$shots"
echo 'desk: every page, every journey'
