#!/bin/bash
# SPDX-License-Identifier: MIT
# A sweep whose trials are lent to workers by a Redis server: one is killed with -9 in the middle, one comes back under its
# name, one joins late, and what is merged is byte for byte what one process makes. Then the scripts of deploy/ are run as
# Slurm would, and held to the options that there are. leases.sh KEEL SOURCE
set -euo pipefail
keel=$1
source=$2
if ! command -v redis-server >/dev/null; then
  { [ "$(id -u)" = 0 ] && apt-get install -y --no-install-recommends redis-server >/dev/null 2>&1; } || {
    echo "skipped: there is no redis-server, and it cannot be installed"
    exit 77
  }
fi
sandbox=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$sandbox"' EXIT
cd "$sandbox"
fail() { echo "leases: $1"; exit 1; }

# On a free port, in memory alone.
for port in $(shuf -i 20000-50000 -n 20); do
  redis-server --port "$port" --bind 127.0.0.1 --save '' --appendonly no --requirepass quiet >redis.log 2>&1 &
  server=$!
  for _ in $(seq 50); do
    redis-cli -p "$port" -a quiet --no-auth-warning ping 2>/dev/null | grep -q PONG && break 2
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
done
url="redis://:quiet@127.0.0.1:$port/3"

"$keel" generate-data --home home --seed 7 --days 400 --json >market.json
words='-s ema_cross -p ALFA/USDT,BRAVO/USDT -t 1h --venue synthetic --space fast=5:40:5 --space slow=60:250:10 --tier engine'
# shellcheck disable=SC2086  # words of a command line
worker() { exec "$keel" optimize --home home $words --json "$@"; }
(worker --out whole >/dev/null 2>&1)
trials=$(($(wc -l <whole/results.csv) - 1))
[ "$trials" -eq 160 ] || fail "$trials trials, not 160"

lines() { cat "$1"/trials-*.jsonl 2>/dev/null | wc -l; }
worker --out one --lease "$url" --worker one --lease-s 2 -j 1 >one.out 2>&1 & one=$!
worker --out two --lease "$url" --worker two --lease-s 2 -j 2 >two.out 2>&1 & two=$!
while [ "$(lines one)" -lt 15 ]; do kill -0 "$one" 2>/dev/null || break; sleep 0.01; done
kill -9 "$one" 2>/dev/null || true
wait "$one" 2>/dev/null || true
killed_at=$(lines one)
worker --out three --lease "$url" --worker three --lease-s 2 -j 1 >three.out 2>&1 & three=$!
(worker --out one --lease "$url" --worker one --lease-s 2 -j 1 >again.out 2>&1) || fail "$(cat again.out)"
wait "$two" || fail "$(cat two.out)"
wait "$three" || fail "$(cat three.out)"
[ "$killed_at" -lt "$trials" ] || fail 'the worker was killed too late to tell anything'
"$keel" merge --home home one two three --out merged --json >/dev/null
for file in results.csv returns.npy sweep.json; do
  cmp "whole/$file" "merged/$file" || fail "merged/$file is not what one process made"
done
twice=$(($(lines one) + $(lines two) + $(lines three) - trials))
[ "$twice" -ge 0 ] || fail 'a trial is missing'
if grep -rq quiet --include='*.out' . || grep -rq ':quiet@' one two three merged home/trials.jsonl; then
  fail 'the password of the server is told'
fi
echo "leases: $trials trials by three workers, one killed after $killed_at: the same bytes, $twice run twice"

# A worker without its server says so.
if (worker --out lost --lease redis://127.0.0.1:1 >lost.out 2>&1); then fail 'no server is no error'; fi
grep -q 'redis://127.0.0.1:1/0 does not answer' lost.out || fail "$(cat lost.out)"

# As Slurm runs it: the tasks, then the job that joins them.
bash -n "$source/deploy/slurm/sweep.sbatch"
export KEEL=$keel KEEL_HOME=$PWD/home OUT=$PWD/slurm SWEEP=$words
for task in 0 1 2; do
  SLURM_ARRAY_TASK_ID=$task SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=3 SLURM_CPUS_PER_TASK=2 \
    bash "$source/deploy/slurm/sweep.sbatch" >/dev/null 2>&1 || fail "task $task of Slurm failed"
done
MERGE=1 bash "$source/deploy/slurm/sweep.sbatch" >/dev/null 2>&1
cmp whole/sweep.json slurm/whole/sweep.json || fail 'Slurm made something else'

# The commands of the manifests are ones that the program takes.
"$keel" optimize --help >help.txt
for file in sweep-job sweep-workers; do
  grep -oE '(^|[ ,[])--[a-z][a-z-]*' "$source/deploy/k8s/$file.yaml" | grep -oE -- '--[a-z][a-z-]*' | sort -u |
    grep -vE -- '--(for|timeout|appendonly|home)' | while read -r option; do
    grep -qE -- "$option( |,|$)" help.txt || fail "$file.yaml uses $option, which optimize does not take"
  done
done
echo "leases: Slurm's script makes the same bytes, and Kubernetes' manifests name options that there are"
