// SPDX-License-Identifier: MIT
// An enum as the text of its ToString, for the records of this module.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::execution {

/// `struct JsonText<E> : EnumJson<E, E::kLast> {}`; enumerators are 0 to kLast without a gap.
template <typename Enum, Enum kLast>
struct EnumJson {
  static std::string Write(Enum value) { return std::string(ToString(value)); }
  static base::Result<Enum> Read(std::string_view text) {
    for (int i = 0; i <= static_cast<int>(kLast); ++i) {
      if (ToString(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
    }
    return base::Fail(base::ErrorCode::kUsage, "is unknown: \"" + std::string(text) + "\"");
  }
};

}  // namespace keel::execution
