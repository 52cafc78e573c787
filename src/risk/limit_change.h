// SPDX-License-Identifier: MIT
// What a change of the limits changes while they are in force. To tighten is always allowed; to
// loosen takes a person and a reason, and both are told to the audit stream.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "risk/limits.h"

namespace keel::risk {

struct LimitChange {
  std::string_view name;           ///< of the member of Limits
  std::optional<double> from, to;  ///< absent: not enforced
  bool loosens = false;            ///< something that was refused may pass
};

/// Every limit in which the two differ, in the order of Limits. The profile's name is none.
std::vector<LimitChange> ChangesOf(const Limits& from, const Limits& to);

/// Sets the limit of this name. kNotFound where there is none, or it cannot be absent and is.
base::Status SetLimit(Limits* limits, std::string_view name, std::optional<double> value);

/// kUsage where a limit cannot be held to: not a number, or below zero. Names the limit.
base::Status CheckLimits(const Limits& limits);

}  // namespace keel::risk
