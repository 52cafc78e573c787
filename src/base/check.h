// SPDX-License-Identifier: MIT
// A broken invariant is a bug: it stops the program, in release too, and recovery is a restart.
// Expected failures use base::Result, business outcomes are ordinary values.
#pragma once

namespace keel::base {

/// Prints `file:line: CHECK failed: condition: why` on standard error and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition, const char* why);

}  // namespace keel::base

/// Aborts with the place and the reason unless `condition` holds. On in every build.
#define CHECK(condition, why)                        \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::keel::base::CheckFailed(__FILE__, __LINE__, #condition, (why)))
