# SPDX-License-Identifier: MIT
# Outside libraries, all from the distribution. The reason for each stands in docs/ARCHITECTURE.md.
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS headers json)
find_package(fmt REQUIRED)
find_package(simdjson REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Eigen3 3.4 REQUIRED)
find_package(NLopt REQUIRED)
find_package(hwy REQUIRED)
pkg_check_modules(MINIZIP REQUIRED IMPORTED_TARGET minizip)
add_library(Minizip ALIAS PkgConfig::MINIZIP)
# By hand: its package file asks for -D_FILE_OFFSET_BITS=64, which 64-bit systems have anyway and precompiled headers
# do not bear.
find_library(HIREDIS_LIBRARY hiredis REQUIRED)
add_library(Hiredis INTERFACE)
target_link_libraries(Hiredis INTERFACE ${HIREDIS_LIBRARY})
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
add_library(Sodium ALIAS PkgConfig::SODIUM)

add_library(Random123 INTERFACE)     # header-only, no package file
add_library(tomlplusplus INTERFACE)  # header-only, no package file

include(cmake/precompiled.cmake)

if(KEEL_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)
  include(GoogleTest)
  # What every test program gets: the framework, where the tree is (for reading files of it and of
  # ../shared), and a fixed seed for generated cases, so that a red test is red again.
  add_library(keel_test_flags INTERFACE)
  target_link_libraries(keel_test_flags INTERFACE keel_flags GTest::gtest_main rapidcheck)
  target_include_directories(keel_test_flags INTERFACE ${CMAKE_SOURCE_DIR})
  # A test is compiled more often than it runs.
  target_compile_options(keel_test_flags INTERFACE $<$<CONFIG:Release>:-O1;-g0>)
  add_library(source_tree OBJECT tests/source_tree.cc)
  target_include_directories(source_tree PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(source_tree PRIVATE KEEL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_precompiled(keel_test_headers keel_test_flags <gtest/gtest.h> <rapidcheck.h> <rapidcheck/gtest.h>)
  set(KEEL_TEST_PROPERTIES ENVIRONMENT RC_PARAMS=seed=20090103)
endif()
if(KEEL_BENCH)
  find_package(benchmark REQUIRED)
endif()
