#!/bin/sh
# SPDX-License-Identifier: MIT
# Clang 14 accepts the program and the fuzzers too: a second opinion on the language and on warnings. What
# is compiled in batches is read in them, so that each header is read once a batch.
# clang.sh BUILD_DIRECTORY
set -eu
build=$1
cd "$(dirname "$0")/../.."
compiler=$(command -v clang++-14) || { echo 'clang-14 is not installed; .ci/run installs it'; exit 1; }
batches=$(find "$build/CMakeFiles" -path '*/Unity/*.cxx' | sort)
[ -n "$batches" ] || { echo "no batches are in $build: configure it first"; exit 1; }
batched=$(mktemp)
trap 'rm -f "$batched"' EXIT
# shellcheck disable=SC2086  # a list of files
sed -n "s|^#include \"$PWD/\(.*\)\"|\1|p" $batches >"$batched"
{
  find src app tests/fuzz -name '*.cc' ! -name '*_test.cc' | grep -vxFf "$batched"
  echo "$batches"
} | xargs -P 2 -n 2 "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wconversion -Wshadow -Werror \
  -Wno-missing-field-initializers -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION \
  -I src -I "$build/generated" -isystem /usr/include/minizip -isystem /usr/include/eigen3
