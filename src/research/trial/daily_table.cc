// SPDX-License-Identifier: MIT
#include "research/trial/daily_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace keel::research {

DailyTable TableOf(std::span<const Outcome> outcomes) {
  DailyTable table{.trials = outcomes.size()};
  int64_t first = std::numeric_limits<int64_t>::max(), end = std::numeric_limits<int64_t>::min();
  for (const Outcome& outcome : outcomes) {
    if (outcome.daily.empty()) continue;
    first = std::min(first, outcome.first_day);
    end = std::max(end, outcome.first_day + static_cast<int64_t>(outcome.daily.size()));
  }
  if (first >= end) return table;
  table.first_day = first;
  table.values.resize(static_cast<size_t>(end - first) * outcomes.size());
  for (size_t trial = 0; trial < outcomes.size(); ++trial) {
    if (outcomes[trial].daily.empty()) continue;
    size_t day = static_cast<size_t>(outcomes[trial].first_day - first);
    for (const double r : outcomes[trial].daily) table.values[day++ * outcomes.size() + trial] = r;
  }
  return table;
}

std::string ParamsText(const std::vector<std::pair<std::string, double>>& params) {
  if (params.empty()) return "as configured";
  std::string text;
  for (const auto& param : params) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", param.first, param.second);
  }
  return text;
}

}  // namespace keel::research
