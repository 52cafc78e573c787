// SPDX-License-Identifier: MIT
#include "cli/common_returns.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace keel::cli {
namespace {

constexpr size_t kFewestReturns = 30;

double CorrelationOfTwo(const TimedPrices& a, const TimedPrices& b) {
  const std::array<const TimedPrices*, 2> two = {&a, &b};
  const CommonReturns common = AlignReturns(two);
  if (common.times.size() < kFewestReturns) return 1.0;
  const auto covariance = models::SampleCovariance(common.table());
  if (!covariance) return 1.0;
  const auto correlation = models::CorrelationOf(*covariance);
  return correlation ? correlation->at(0, 1) : 1.0;
}

}  // namespace

CommonReturns AlignReturns(std::span<const TimedPrices* const> pairs) {
  CommonReturns common;
  common.assets = pairs.size();
  std::vector<size_t> at(pairs.size(), 0);
  std::vector<double> before;
  for (size_t row = 0; !pairs.empty() && row < pairs[0]->times.size(); ++row) {
    const base::UnixNanos time = pairs[0]->times[row];
    std::vector<double> now;
    for (size_t i = 0; i < pairs.size(); ++i) {
      const TimedPrices& pair = *pairs[i];
      while (at[i] < pair.times.size() && pair.times[at[i]] < time) ++at[i];
      if (at[i] == pair.times.size() || pair.times[at[i]] != time) break;
      now.push_back(pair.prices[at[i]]);
    }
    if (now.size() != pairs.size()) continue;
    if (!before.empty()) {
      common.times.push_back(time);
      for (size_t i = 0; i < now.size(); ++i) {
        common.values.push_back(std::log(now[i] / before[i]));
      }
    }
    before = std::move(now);
  }
  return common;
}

base::Result<models::SymmetricMatrix> PairwiseCorrelation(std::span<const TimedPrices> pairs) {
  models::SymmetricMatrix matrix(pairs.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    matrix.at(i, i) = 1;
    for (size_t j = 0; j < i; ++j) {
      matrix.at(i, j) = matrix.at(j, i) = CorrelationOfTwo(pairs[i], pairs[j]);
    }
  }
  if (pairs.size() < 3 || models::SmallestEigenvalue(matrix) >= 0) return matrix;
  return models::NearestCorrelation(matrix);
}

}  // namespace keel::cli
