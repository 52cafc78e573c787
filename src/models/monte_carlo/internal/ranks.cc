// SPDX-License-Identifier: MIT
#include "models/monte_carlo/internal/ranks.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace keel::models::internal {
namespace {

constexpr double kNormal95 = 1.959963984540054;  // 97.5 % quantile of the normal

constexpr size_t kBuckets = 1024;

// Equal cells between the smallest and the largest value.
class Cells {
 public:
  explicit Cells(std::span<const double> values) {
    std::array<double, 4> low, high;  // four at a time: each alone would wait for its last
    low.fill(values[0]), high.fill(values[0]);
    for (size_t i = 0; i < values.size(); ++i) {
      low[i % 4] = std::min(low[i % 4], values[i]);
      high[i % 4] = std::max(high[i % 4], values[i]);
    }
    low_ = *std::min_element(low.begin(), low.end());
    const double width = *std::max_element(high.begin(), high.end()) - low_;
    scale_ = width > 0 ? static_cast<double>(kBuckets) / width : 0;
    if (!std::isfinite(scale_)) scale_ = 0;  // hardly any width: all in the first cell
  }
  size_t of(double value) const {
    const auto cell = static_cast<int64_t>((value - low_) * scale_);  // quicker than unsigned
    return std::min(static_cast<size_t>(cell), kBuckets - 1);
  }

 private:
  double low_ = 0, scale_ = 0;
};

// Where the p-quantile of n values lies, and the ranks around it that hold the true one in 95 of
// 100 samples: the number of values below it is binomial.
struct Place {
  size_t lower = 0;
  size_t upper = 0;
  double fraction = 0;
  size_t low = 0;
  size_t high = 0;
};

Place PlaceOf(double p, size_t n) {
  const double last = static_cast<double>(n) - 1;
  const double position = p * last;
  const double spread = kNormal95 * std::sqrt(static_cast<double>(n) * p * (1 - p));
  Place place;
  place.lower = static_cast<size_t>(position);
  place.upper = std::min(place.lower + 1, n - 1);
  place.fraction = position - static_cast<double>(place.lower);
  place.low = static_cast<size_t>(std::max(0.0, std::floor(position - spread)));
  place.high = static_cast<size_t>(std::min(last, std::ceil(position + spread)));
  return place;
}

constexpr size_t kRanks = 4;  // of a quantile and its interval

void AppendRanks(const Place& place, std::vector<size_t>& ranks) {
  ranks.insert(ranks.end(), {place.lower, place.upper, place.low, place.high});
}

// From the order statistics at those ranks.
QuantileEstimate EstimateOf(double p, size_t n, const double* at) {
  return {.probability = p,
          .value = at[0] + PlaceOf(p, n).fraction * (at[1] - at[0]),
          .low = at[2],
          .high = at[3]};
}

}  // namespace

std::vector<double> OrderStatistics(std::span<const double> values, std::span<const size_t> ranks) {
  std::vector<double> found(ranks.size());
  if (values.empty() || ranks.empty()) return found;
  const Cells cells(values);
  std::vector<uint16_t> cell_of(values.size());
  std::array<size_t, kBuckets + 1> begin{};  // values in the cells before each
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t cell = cells.of(values[i]);
    cell_of[i] = static_cast<uint16_t>(cell);
    ++begin[cell + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  const auto cell_with = [&](size_t rank) {
    const auto after = std::upper_bound(begin.begin(), begin.end(), rank);
    return static_cast<size_t>(after - begin.begin()) - 1;
  };
  // The wanted cells lie one after the other, each from its place in `next` on.
  constexpr size_t kUnwanted = SIZE_MAX;
  std::array<size_t, kBuckets> next;
  next.fill(kUnwanted);
  size_t room = 0;
  for (const size_t rank : ranks) {
    const size_t cell = cell_with(rank);
    if (next[cell] != kUnwanted) continue;
    next[cell] = room;
    room += begin[cell + 1] - begin[cell];
  }
  std::vector<double> members(room);
  for (size_t i = 0; i < values.size(); ++i) {
    size_t& place = next[cell_of[i]];
    if (place != kUnwanted) members[place++] = values[i];
  }
  for (size_t cell = 0; cell < kBuckets; ++cell) {
    if (next[cell] == kUnwanted) continue;
    const auto last = members.begin() + static_cast<std::ptrdiff_t>(next[cell]);
    std::sort(last - static_cast<std::ptrdiff_t>(begin[cell + 1] - begin[cell]), last);
  }
  for (size_t i = 0; i < ranks.size(); ++i) {
    const size_t cell = cell_with(ranks[i]);
    found[i] = members[next[cell] - begin[cell + 1] + ranks[i]];
  }
  return found;
}

std::vector<QuantileEstimate> Quantiles(std::span<const double> values,
                                        std::span<const double> probabilities) {
  std::vector<size_t> ranks;
  for (const double p : probabilities) AppendRanks(PlaceOf(p, values.size()), ranks);
  const std::vector<double> found = OrderStatistics(values, ranks);
  std::vector<QuantileEstimate> quantiles;
  for (size_t i = 0; i < probabilities.size(); ++i) {
    quantiles.push_back(EstimateOf(probabilities[i], values.size(), &found[i * kRanks]));
  }
  return quantiles;
}

std::vector<TailEstimate> TailRisks(std::span<const double> returns,
                                    std::span<const double> confidences) {
  const size_t size = returns.size();
  const auto n = static_cast<double>(size);
  std::vector<size_t> ranks;
  for (const double confidence : confidences) {
    AppendRanks(PlaceOf(1 - confidence, size), ranks);
    ranks.push_back(std::min(static_cast<size_t>(n * (1 - confidence)), size - 1));
  }
  const std::vector<double> found = OrderStatistics(returns, ranks);
  std::vector<TailEstimate> risks;
  for (size_t i = 0; i < confidences.size(); ++i) {
    // The mean of the worst n p values, the last in part, is the edge plus the mean excess
    // [Rockafellar, Uryasev 2002].
    const double p = 1 - confidences[i];
    const double* at = &found[i * (kRanks + 1)];
    const double edge = at[kRanks];
    double excess = 0, squares = 0;
    for (const double value : returns) {
      const double over = std::max(0.0, edge - value);
      excess += over;
      squares += over * over;
    }
    const double variance = std::max(0.0, squares / n - (excess / n) * (excess / n));
    const QuantileEstimate q = EstimateOf(p, size, at);
    risks.push_back({.confidence = confidences[i],
                     .value_at_risk = {-q.value, (q.high - q.low) / (2 * kNormal95)},
                     .expected_shortfall = {excess / n / p - edge, std::sqrt(variance / n) / p}});
  }
  return risks;
}

}  // namespace keel::models::internal
