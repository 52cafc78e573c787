# SPDX-License-Identifier: MIT
# One dialect, one set of warnings, bit-for-bit arithmetic: no fused multiply-add, never fast-math.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(KEEL_TESTS "build the tests" ON)
option(KEEL_BENCH "build the benchmarks" ON)
option(KEEL_FUZZ "build the libFuzzer targets (Clang only)" OFF)
set(KEEL_SANITIZE "" CACHE STRING "sanitizers, e.g. address,undefined")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE)  # several build folders of one tree share what they compile alike
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# Twice as fast as the default linker, and part of the same package.
find_program(GOLD ld.gold)
if(GOLD AND CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=gold)
endif()

# The program reads what strangers send it: an overrun ends it before anybody can use it. The other
# presets do not optimise, which _FORTIFY_SOURCE needs, or look closer by themselves.
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT KEEL_SANITIZE)
  add_compile_options(-fPIE -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

# Flags of our own code; libraries are included as SYSTEM.
add_library(keel_flags INTERFACE)
target_compile_options(keel_flags INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  -Wno-missing-field-initializers  # designated initialisers name what differs from the defaults
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12 sees overlaps in std::string that are none (PR 105651)
  -ffp-contract=off -fno-math-errno)
target_include_directories(keel_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
if(KEEL_SANITIZE)
  add_compile_options(-fsanitize=${KEEL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${KEEL_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # GCC's checks between two lines look to it like other paths
    target_compile_options(keel_flags INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()
if(KEEL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
  # Kernels for every instruction set, which no fuzzer calls: a quarter of an hour to instrument.
  set_source_files_properties(src/models/monte_carlo/internal/kernels.cc PROPERTIES COMPILE_OPTIONS -fno-sanitize=all)
endif()
