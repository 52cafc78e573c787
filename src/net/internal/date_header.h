// SPDX-License-Identifier: MIT
// The header Date, made once a second and not once an answer.
#pragma once

#include <string>

#include "base/time.h"

namespace keel::net::internal {

class DateHeader {
 public:
  /// "Sun, 06 Nov 1994 08:49:37 GMT", whatever the locale. [RFC 9110, IMF-fixdate]
  const std::string& At(base::UnixNanos t);

 private:
  base::UnixNanos second_;
  std::string text_;
};

}  // namespace keel::net::internal
