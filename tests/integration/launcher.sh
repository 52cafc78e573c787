#!/bin/sh
# SPDX-License-Identifier: MIT
# The launcher on a machine that lacks everything: --no-install names what is missing and stops, and
# asking for help installs nothing. dpkg-query and apt-get are replaced by ones that have nothing.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
sandbox=$(mktemp -d)
trap 'rm -rf "$sandbox"' EXIT
mkdir "$sandbox/bin"
printf '#!/bin/sh\nexit 1\n' >"$sandbox/bin/dpkg-query"
printf '#!/bin/sh\necho "apt-get was called" >&2\nexit 1\n' >"$sandbox/bin/apt-get"
chmod +x "$sandbox/bin/"*
export PATH="$sandbox/bin:$PATH" KEEL_BUILD_DIR="$sandbox/build"

fail() { echo "launcher: $1"; cat "$sandbox/out"; exit 1; }

"$root/keel" >"$sandbox/out" 2>&1 || fail 'help without a build failed'
grep -q './keel test' "$sandbox/out" || fail 'help does not name ./keel test'
[ ! -e "$sandbox/build" ] || fail 'help started a build'

grep -q '^ID=debian' /etc/os-release && grep -q '^VERSION_ID="12"' /etc/os-release || exit 0
for words in 'demo --no-install' '--no-install test' 'coverage --no-install'; do
  status=0
  # shellcheck disable=SC2086  # words of a command line
  "$root/keel" $words >"$sandbox/out" 2>&1 || status=$?
  [ "$status" = 1 ] || fail "keel $words: exit $status instead of 1"
  [ "$(wc -l <"$sandbox/out")" = 1 ] || fail "keel $words: not one sentence"
  grep -q 'missing.*ninja-build' "$sandbox/out" || fail "keel $words: does not say what is missing"
done
grep -q 'libgtest-dev.*gcovr' "$sandbox/out" || fail 'coverage does not ask for its own packages'
