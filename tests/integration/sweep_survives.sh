#!/bin/sh
# SPDX-License-Identifier: MIT
# A sweep that is killed goes on where it was, and its results are the same bytes whether one process ran
# it, on one thread or two, or two or seven ran it in parts, in a folder each or in one.
# sweep_survives.sh KEEL
set -eu
keel=$1
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
cd "$sandbox"

fail() { echo "sweep_survives: $1"; exit 1; }
same() {
  for file in results.csv returns.npy sweep.json sweep.html; do
    cmp "whole/$file" "$1/$file" || fail "$1/$file is not what one process made"
  done
}

"$keel" generate-data --home home --seed 7 --days 400 --json >market.json
# In the place of its shell, so that who kills that kills it; else in one of its own.
become() {
  exec "$keel" optimize --home home --venue synthetic -s ema_cross -p ALFA/USDT,BRAVO/USDT -t 1h \
    --space fast=5:40:5 --space slow=60:250:10 --tier engine --json "$@"
}
sweep() { (become "$@"); }
sweep --out whole -j 1 >whole.json
[ -s whole/returns.npy ] || fail 'no returns'
trials=$(($(wc -l <whole/results.csv) - 1))
[ "$trials" -eq 160 ] || fail "$trials trials, not 160"
[ "$(wc -l <home/trials.jsonl)" -eq 160 ] || fail 'not every trial is in the ledger'

sweep --out two -j 2 >two.json
cmp whole.json two.json || fail 'two threads tell something else'
same two

# Killed while it works, three times.
for after in 5 40 90; do
  become --out killed -j 2 >/dev/null 2>&1 &
  worker=$!
  while [ "$(cat killed/trials-all.jsonl 2>/dev/null | wc -l)" -lt "$after" ]; do
    kill -0 "$worker" 2>/dev/null || break
    sleep 0.01
  done
  kill -9 "$worker" 2>/dev/null || true
  wait "$worker" 2>/dev/null || true
done
done_before=$(wc -l <killed/trials-all.jsonl)
sweep --out killed >/dev/null
same killed
[ "$(cut -d, -f1 killed/trials-all.jsonl | sort -u | wc -l)" -eq 160 ] || fail 'a trial is missing'
[ "$(wc -l <killed/trials-all.jsonl)" -eq 160 ] || fail 'a trial was run twice'
echo "killed with $done_before of 160 trials done"

for count in 2 7; do
  folders=''
  index=0
  while [ "$index" -lt "$count" ]; do
    SLURM_ARRAY_TASK_ID=$index SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=$count \
      sweep --out "part-$index-of-$count" >/dev/null 2>&1
    folders="part-$index-of-$count $folders"
    index=$((index + 1))
  done
  # shellcheck disable=SC2086  # a list of folders
  "$keel" merge --home home $folders --out "merged-$count" --json >/dev/null
  same "merged-$count"
  "$keel" merge --home home "merged-$count" "part-0-of-$count" --out "merged-$count" --json >/dev/null
  same "merged-$count"
done

# Workers in one folder at once, one of them killed and started again.
for shard in 1/3 2/3 3/3; do
  become --out shared --shard "$shard" -j 1 >/dev/null 2>&1 &
  last=$!
done
sleep 0.05
kill -9 "$last" 2>/dev/null || true
wait || true
sweep --out shared --shard 3/3 >/dev/null 2>&1
"$keel" merge --home home shared --json >/dev/null
same shared
[ "$(wc -l <home/trials.jsonl)" -eq 160 ] || fail 'the ledger counts a trial twice'
