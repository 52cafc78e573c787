#!/bin/sh
# SPDX-License-Identifier: MIT
# Clang 14 accepts the program and the fuzzers too: a second opinion on the language and on warnings.
# clang.sh GENERATED_HEADERS
set -eu
generated=$1
cd "$(dirname "$0")/../.."
compiler=$(command -v clang++-14) || { echo 'clang-14 is not installed; .ci/run installs it'; exit 1; }
find src app tests/fuzz -name '*.cc' ! -name '*_test.cc' | sort |
  xargs -P 2 -n 4 "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wconversion -Wshadow -Werror \
    -Wno-missing-field-initializers -DBOOST_ASIO_SEPARATE_COMPILATION -DBOOST_BEAST_SEPARATE_COMPILATION \
    -I src -I "$generated" -isystem /usr/include/minizip -isystem /usr/include/eigen3
