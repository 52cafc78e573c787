// SPDX-License-Identifier: MIT
// What stands against an order, for a person to read.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/event.h"

namespace keel::engine {

/// "position_share (600 against 500), balance (600 against 400)".
inline std::string TextOf(const std::vector<core::Refusal>& refusals) {
  std::string text;
  for (const core::Refusal& r : refusals) {
    text +=
        fmt::format("{}{} ({:g} against {:g})", text.empty() ? "" : ", ", r.rule, r.value, r.limit);
  }
  return text;
}

}  // namespace keel::engine
