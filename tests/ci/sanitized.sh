#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds modules with AddressSanitizer and UndefinedBehaviorSanitizer and runs their unit tests: a
# read past the end or an overflow is an error even where no number changes.
# sanitized.sh BUILD_DIRECTORY [MODULE...]
# Without names: what handles bytes, orders and money. By hand, since they take long and work on spans
# of doubles only: sanitized.sh BUILD_DIRECTORY models indicators metrics
set -eu
build=$1
shift
modules=${*:-base core math net storage market portfolio risk execution strategy sim engine strategies exchange venues}
cd "$(dirname "$0")/../.."
cmake --preset asan-ubsan -B "$build" >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }

programs=
for module in $modules; do
  [ -d "src/$module" ] || continue
  [ -z "$(find "src/$module" -name '*_test.cc' -print -quit)" ] || programs="$programs ${module}_test"
done
[ -n "$programs" ] || { echo 'no unit tests were found'; exit 1; }
# shellcheck disable=SC2086  # a list of words
ninja -C "$build" $programs >"$build.log" 2>&1 || { tail -n 60 "$build.log"; exit 1; }

export RC_PARAMS="seed=20090103" UBSAN_OPTIONS=print_stacktrace=1
for program in $programs; do printf '%s\n' "$program"; done |
  xargs -P 2 -I PROGRAM sh -c '
    "$1/$2" --gtest_brief=1 >"$1/$2.log" 2>&1 || { tail -n 60 "$1/$2.log"; exit 1; }
    echo "$2: $(tail -n 1 "$1/$2.log")"' sh "$build" PROGRAM
