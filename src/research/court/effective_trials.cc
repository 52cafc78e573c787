// SPDX-License-Identifier: MIT
#include "research/court/effective_trials.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/os/threads.h"
#include "metrics/moments.h"

namespace keel::research {
namespace {

/// The columns that move, each with mean 0 and a sum of squares of 1.
std::vector<std::vector<double>> Standardised(const models::ReturnTable& daily) {
  const double freedom = static_cast<double>(daily.rows()) - 1;
  std::vector<std::vector<double>> trials;
  for (size_t i = 0; i < daily.assets; ++i) {
    std::vector<double> values(daily.rows());
    for (size_t day = 0; day < daily.rows(); ++day) values[day] = daily.at(day, i);
    const metrics::Moments moments = metrics::MomentsOf(values);
    const double deviation = moments.deviation.value_or(0);
    if (deviation == 0) continue;
    for (double& x : values) x = (x - *moments.mean) / (deviation * std::sqrt(freedom));
    trials.push_back(std::move(values));
  }
  return trials;
}

}  // namespace

std::optional<double> EffectiveTrials(const models::ReturnTable& daily, int jobs) {
  if (daily.rows() < 3) return std::nullopt;
  const std::vector<std::vector<double>> trials = Standardised(daily);
  if (trials.empty()) return std::nullopt;
  const double freedom = static_cast<double>(daily.rows()) - 2;
  std::vector<double> squares(trials.size());  // of the correlations with the later trials
  base::os::ParallelFor(static_cast<int64_t>(trials.size()), jobs, [&](int64_t at) {
    const auto i = static_cast<size_t>(at);
    for (size_t j = i + 1; j < trials.size(); ++j) {
      double r = 0;
      for (size_t day = 0; day < trials[i].size(); ++day) r += trials[i][day] * trials[j][day];
      squares[i] += r * r - (1 - r * r) / freedom;
    }
  });
  const auto count = static_cast<double>(trials.size());
  double sum = count;
  for (const double s : squares) sum += 2 * s;
  return std::clamp(count * count / std::max(sum, 1.0), 1.0, count);
}

}  // namespace keel::research
