// SPDX-License-Identifier: MIT
// Short names for what each strategy says about itself, so that its description reads as a table.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "strategies/registry.h"

namespace keel::strategies {

using strategy::Params;
using Made = base::Result<std::unique_ptr<strategy::Strategy>>;

/// A whole number (a period, a count) with its default and range.
inline strategy::ParamSpec Whole(std::string name, double value, double min, double max,
                                 std::string doc) {
  return {std::move(name), value, min, max, true, std::move(doc)};
}

/// A real number with its default and range.
inline strategy::ParamSpec Real(std::string name, double value, double min, double max,
                                std::string doc) {
  return {std::move(name), value, min, max, false, std::move(doc)};
}

/// Parameters that are each in range and yet cannot go together.
inline Made Contradiction(std::string sentence) {
  return base::Fail(base::ErrorCode::kUsage, std::move(sentence));
}

}  // namespace keel::strategies
