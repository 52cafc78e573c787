#!/bin/sh
# SPDX-License-Identifier: MIT
# The desk of a session that trades, as a stranger and as a viewer with bad intentions would treat it: forged tokens,
# injections into every field of every operation, requests that can be read in two ways, slow clients by the hundred,
# pages of other sites, and a search for secrets in all that is answered, logged and kept. Counts are told. KEEL
set -eu
keel=$1
here=$(dirname "$0")
. "$here/exchange.sh"
fail() { echo "security: $1"; tail -n 20 "$work/trade.err"; exit 1; }
KEEL_PASSWORD='canary of the tester 4711'
export KEEL_PASSWORD
begin_exchange --seed 5 --speed 60 --history-days 1
begin_desk
python3 -B "$here/security.py" "$keel" "$desk" "$work" "$trader" "$exchange" || fail 'an attack went through'
kill "$trader"
code=0
wait "$trader" || code=$?
trader=
[ "$code" -eq 0 ] || [ "$code" -eq 130 ] || [ "$code" -eq 143 ] || fail "the trader ended with $code"
