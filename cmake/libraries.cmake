# SPDX-License-Identifier: MIT
# Outside libraries, all from the distribution. The reason for each stands in docs/ARCHITECTURE.md.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS headers json)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
add_library(Minizip ALIAS PkgConfig::MINIZIP)

add_library(Random123 INTERFACE)     # header-only, no package file
add_library(tomlplusplus INTERFACE)  # header-only, no package file

if(KEEL_TESTS)
  find_package(GTest REQUIRED)
  pkg_check_modules(RAPIDCHECK REQUIRED IMPORTED_TARGET rapidcheck)
  include(GoogleTest)
endif()
if(KEEL_BENCH)
  find_package(benchmark REQUIRED)
endif()
