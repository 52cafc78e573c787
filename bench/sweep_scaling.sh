#!/bin/sh
# SPDX-License-Identifier: MIT
# What a second core is worth to a sweep by the engine: the same trials on one thread and on two, in turn,
# over 47,000 hourly bars of an invented market; the results are compared byte by byte.
# sweep_scaling.sh KEEL [ROUNDS]
set -eu
keel=$(realpath "$1")
rounds=${2:-3}
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
cd "$sandbox"

"$keel" generate-data --home home --seed 7 --days 1959 --json >market.json
sweep() {
  rm -rf "$1"
  begin=$(date +%s.%N)
  "$keel" optimize --home home --venue synthetic -s ema_cross -p ALFA/USDT -t 1h --tier engine \
    --space fast=5:60:2 --space slow=80:300:5 --json --out "$1" -j "$2" >/dev/null
  end=$(date +%s.%N)
  echo "$end $begin" | awk '{print $1 - $2}'
}
best() { awk -v new="$1" -v old="$2" 'BEGIN { print (old == "" || new < old) ? new : old }'; }
one='' two=''
for _ in $(seq "$rounds"); do
  one=$(best "$(sweep one 1)" "$one")
  two=$(best "$(sweep two 2)" "$two")
done
cmp one/results.csv two/results.csv
cmp one/returns.npy two/returns.npy
trials=$(($(wc -l <one/results.csv) - 1))
echo "$trials $one $two" | awk '{
  printf "trials             %d, with loading, checkpoint, ledger and report\n", $1
  printf "one thread         %.2f s, %.1f trials/s\n", $2, $1 / $2
  printf "two threads        %.2f s, %.1f trials/s\n", $3, $1 / $3
  printf "ratio              %.2f\n", $2 / $3 }'
