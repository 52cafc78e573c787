// SPDX-License-Identifier: MIT
#include "research/robustness/spread.h"

#include <algorithm>

#include "metrics/moments.h"

namespace keel::research {

std::optional<Spread> SpreadOf(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto at = [&](double q) { return *metrics::SortedQuantile(values, q); };
  return Spread{.count = static_cast<int64_t>(values.size()),
                .least = values.front(),
                .q05 = at(0.05),
                .q25 = at(0.25),
                .median = at(0.5),
                .q75 = at(0.75),
                .q95 = at(0.95),
                .greatest = values.back()};
}

}  // namespace keel::research
