#!/bin/sh
# SPDX-License-Identifier: MIT
# The built program, as the loader sees it: it lies at another address in each run, its tables are read-only once
# it has begun, nothing on its stack can be executed, and overruns of its stack and buffers end it. KEEL
set -eu
keel=$1
checks=0
# holds WHAT PATTERN READELF_OPTION...
holds() {
  what=$1; pattern=$2; shift 2
  readelf -W "$@" "$keel" | grep -Eq "$pattern" || { echo "hardened: $keel $what"; exit 1; }
  checks=$((checks + 1))
}
holds 'lies at the same address in each run: link it with -pie' 'Type: +DYN' -h
holds 'does not say that it is position-independent: link it with -pie' 'FLAGS_1.*PIE' -d
holds 'keeps its tables writable: link it with -z relro' 'GNU_RELRO' -l
holds 'looks functions up while it runs: link it with -z now' 'BIND_NOW|FLAGS_1.*NOW' -d
holds 'has a stack that can be executed: link it with -z noexecstack' 'GNU_STACK.* RW +0x' -l
holds 'does not guard its stack: compile it with -fstack-protector-strong' '__stack_chk_fail' --dyn-syms
holds 'does not guard its buffers: compile it with -D_FORTIFY_SOURCE=2' '__(memcpy|read|readlink|pread)_chk' --dyn-syms
if readelf -W -d "$keel" | grep -Eq 'RPATH|RUNPATH'; then
  echo "hardened: $keel looks for its libraries in a folder of its own, where another can be put"
  exit 1
fi
echo "hardened: $((checks + 1)) properties of the program hold"
