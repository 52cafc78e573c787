#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# contained.sh KEEL: the whole demo (exchange, session, desk) as a user without any right, under a root that
# nobody can write, as in a read-only container: only its home is its own. Wants root, to take the rights away.
set -euo pipefail
keel=$1
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
  echo "skipped: only root can make the mounts"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
install -m 755 "$keel" "$work/keel"
install -d -m 700 -o nobody -g nogroup "$work/home"

unshare --mount bash -euo pipefail -s "$work" <<'INSIDE' | tee "$work/out"
work=$1
mount --make-rprivate /
mount --bind "$work/home" "$work/home"                       # stays writable
while read -r _ at _; do
  case $at in
    "$work/home" | /proc* | /sys* | /dev*) ;;
    *) mount -o remount,bind,ro "$at" ;;
  esac
done < <(sort -k2,2 /proc/mounts)
cd /
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"; }
touch "$work/x" 2>/dev/null && { echo "the root is writable"; exit 1; }
nobody touch "$work/home/x"
nobody "$work/keel" demo --headless-check --home "$work/home"
INSIDE
grep -q "The desk lives." "$work/out"
echo "the demo lives without a right and with nothing to write but its home"
