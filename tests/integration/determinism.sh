#!/bin/sh
# SPDX-License-Identifier: MIT
# Same seed and same input, same bytes: a market invented twice is the same market, and a backtest has
# one journal hash however often and on however many threads it runs; another parameter has another.
# determinism.sh KEEL
set -eu
keel=$1
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
cd "$sandbox"

fail() { echo "determinism: $1"; exit 1; }
field() { sed -n "s/.*\"$1\": *\"\([0-9a-f]*\)\".*/\1/p"; }

market() { "$keel" generate-data --home "$1" --seed 7 --days 400 --json; }
market first >first.json
market second >second.json
field hash <first.json >first.hashes
field hash <second.json >second.hashes
[ -s first.hashes ] || fail 'generate-data gave no hash'
cmp -s first.hashes second.hashes || fail 'one seed gave two markets'

journal() {
  home=$1; shift
  "$keel" backtest --home "$home" --venue synthetic -s ema_cross -p ALFA/USDT,BRAVO/USDT -t 1h \
    --seed 7 --param fast=20 --out "$sandbox/out" --json "$@" >run.json
  field journal_hash <run.json
}
expected=$(journal first --param slow=100)
[ "${#expected}" -ge 32 ] || fail "the journal hash '$expected' has fewer than 128 bits"
for options in '' '-j 1' '-j 2'; do
  # shellcheck disable=SC2086  # words of a command line
  actual=$(journal second --param slow=100 $options)
  [ "$actual" = "$expected" ] || fail "backtest $options: $actual, not $expected"
done
other=$(journal first --param slow=101)
[ "$other" != "$expected" ] || fail 'another parameter has the same journal hash'
