#!/bin/sh
# SPDX-License-Identifier: MIT
# The desk of a live demo in a real headless Chromium: every page with live data and no complaint of the
# browser, the main journeys, a screenshot of each page in both themes: KEEL WEB_FOLDER SHOTS_FOLDER.
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

work=$(mktemp -d)
demo=
finish() {
  [ -z "$demo" ] || { kill -INT "$demo" 2>/dev/null || true; wait "$demo" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT
"$keel" demo --home "$work" --no-browser >"$work/out" 2>"$work/err" &
demo=$!
tries=0
until grep -q '#link=' "$work/out"; do
  tries=$((tries + 1))
  [ "$tries" -le 300 ] && kill -0 "$demo" || { cat "$work/out" "$work/err"; exit 1; }
  sleep 0.1
done
link=$(grep -o 'http://[^ ]*' "$work/out")
mkdir -p "$shots"
here=$(cd "$(dirname "$0")" && pwd)
NODE_PATH="$web/node_modules" node "$here/desk.mjs" "$link" "$chromium" "$web" "$shots" || {
  tail -n 30 "$work/err"
  exit 1
}
echo 'desk: every page, every journey'
