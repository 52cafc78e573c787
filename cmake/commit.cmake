# SPDX-License-Identifier: MIT
# Run at every build (cmake -P): writes version and commit into OUTPUT, which changes only when they do.
set(git git --no-optional-locks --git-dir=${SOURCE}/.git --work-tree=${SOURCE})
execute_process(COMMAND ${git} rev-parse --short=12 HEAD
                OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${git} status --porcelain --untracked-files=no
                OUTPUT_VARIABLE changed ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
if(commit AND changed)
  string(APPEND commit "-dirty")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT
     "#pragma once\n#define KEEL_VERSION \"${VERSION}\"\n#define KEEL_COMMIT \"${commit}\"\n")
