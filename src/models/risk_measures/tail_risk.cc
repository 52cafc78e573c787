// SPDX-License-Identifier: MIT
#include "models/risk_measures/tail_risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace keel::models {
namespace {

/// Whether all are finite: x - x is 0, or NaN, and the loop has no branch.
bool AllFinite(std::span<const double> values) {
  double sums[4] = {0, 0, 0, 0};
  size_t i = 0;
  for (; i + 4 <= values.size(); i += 4) {
    for (size_t j = 0; j < 4; ++j) sums[j] += values[i + j] - values[i + j];
  }
  for (; i < values.size(); ++i) sums[0] += values[i] - values[i];
  return sums[0] + sums[1] + sums[2] + sums[3] == 0;
}

}  // namespace

base::Status CheckSample(std::string_view who, std::span<const double> values, size_t least,
                         double level) {
  if (!(level > 0 && level < 1)) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{}: the level is {}; a share between 0 and 1 is needed, as 0.99", who, level));
  }
  if (values.size() < least) {
    return base::Fail(base::ErrorCode::kUsage, fmt::format("{}: {} values; at least {} are needed",
                                                           who, values.size(), least));
  }
  if (!AllFinite(values)) {
    const auto bad =
        std::find_if_not(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{}: value {} is not a finite number", who,
                                  std::distance(values.begin(), bad)));
  }
  return {};
}

}  // namespace keel::models
