#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C++ file stands as clang-format 14 would write it. Repair with: clang-format -i FILE
set -eu
cd "$(dirname "$0")/../.."
formatter=$(command -v clang-format-14 || command -v clang-format) ||
  { echo 'clang-format-14 is not installed; ./keel test --all installs it'; exit 1; }
find src app tests bench examples -name '*.h' -o -name '*.cc' | sort | xargs "$formatter" --dry-run -Werror
