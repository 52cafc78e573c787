# SPDX-License-Identifier: MIT
# The headers that nearly every file reads, read once for a release build: a third of its compile
# time. The other presets and Clang's pass go without, so a file that forgets an include is found.
set(KEEL_PRECOMPILE OFF)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(KEEL_PRECOMPILE ON)
  # From precompiled headers GCC 12 inlines std::string as if it were ours, and warns of what it sees there.
  target_compile_options(keel_flags INTERFACE -Wno-array-bounds -Wno-stringop-overflow
                         -Wno-stringop-overread)
endif()

# add_precompiled(NAME FLAGS header...): the common headers and those named, for files with FLAGS.
function(add_precompiled name flags)
  if(KEEL_PRECOMPILE)
    file(CONFIGURE OUTPUT generated/${name}.cc CONTENT "")
    add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/generated/${name}.cc)
    # Nothing else: GCC takes the headers only where all macros of theirs are defined alike.
    target_link_libraries(${name} PRIVATE ${flags} fmt::fmt)
    target_precompile_headers(${name} PRIVATE <fmt/format.h> <tl/expected.hpp> <algorithm> <array> <cmath> <cstdint>
                              <functional> <map> <memory> <optional> <span> <string> <string_view> <utility> <variant>
                              <vector> ${ARGN})
  endif()
endfunction()

# use_precompiled(TARGET NAME): compiles the files of TARGET with the headers of NAME.
function(use_precompiled target name)
  if(KEEL_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

add_precompiled(keel_headers keel_flags)
