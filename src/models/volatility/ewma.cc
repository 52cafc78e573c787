// SPDX-License-Identifier: MIT
#include "models/volatility/ewma.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace keel::models {
namespace {

tl::unexpected<base::Error> Bad(std::string why) {
  return base::Fail(base::ErrorCode::kUsage, "EWMA variance: " + std::move(why));
}

}  // namespace

base::Result<EwmaVariance> FilterEwma(std::span<const double> returns, double lambda) {
  if (!(lambda > 0 && lambda < 1)) {
    return Bad(fmt::format("lambda is {}; it must lie in (0, 1)", lambda));
  }
  if (returns.empty()) return Bad("0 returns given, at least 1 is needed");
  const auto bad =
      std::find_if_not(returns.begin(), returns.end(), [](double r) { return std::isfinite(r); });
  if (bad != returns.end()) {
    return Bad(fmt::format("return {} of {} is not a finite number", bad - returns.begin() + 1,
                           returns.size()));
  }
  const auto moved =
      std::find_if(returns.begin(), returns.end(), [](double r) { return r * r > 0; });
  if (moved == returns.end()) return Bad(fmt::format("the {} returns are all 0", returns.size()));
  EwmaVariance result{.variances = {}, .next_variance = *moved * *moved};
  result.variances.reserve(returns.size());
  for (const double r : returns) {
    result.variances.push_back(result.next_variance);
    result.next_variance = lambda * result.next_variance + (1 - lambda) * r * r;
    if (!std::isfinite(result.next_variance)) return Bad("the variance overflows");
  }
  return result;
}

}  // namespace keel::models
