// SPDX-License-Identifier: MIT
#include "models/risk_measures/historical.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace keel::models {
namespace {

constexpr size_t kSample = 4096;    // values looked at to guess where the tail begins
constexpr double kRounding = 1e-9;  // of a count: 1000 * (1 - 0.95) is 50, not 50.00000000000004

/// How many of n values are needed to read both numbers: the worst floor(n (1 - level)) + 1.
size_t TailCount(size_t n, double level) {
  const double worse = static_cast<double>(n) * (1 - level);
  return std::min(n, static_cast<size_t>(worse + kRounding) + 1);
}

/// Copies the values that are at most `bound` to `tail`, which holds n.
size_t CopyBelow(std::span<const double> values, double bound, double* tail) {
  size_t count = 0;
  for (const double x : values) {
    tail[count] = x;
    count += x <= bound ? 1 : 0;
  }
  return count;
}

/// The `count` smallest values, the largest of them last. A few evenly spaced values say roughly
/// where the tail begins; what lies above is passed over in one branchless walk.
std::vector<double> Smallest(std::span<const double> values, size_t count) {
  std::vector<double> tail;
  const size_t n = values.size();
  size_t kept = n;
  if (n > 4 * kSample && count < n / 4) {
    std::vector<double> sample(kSample);
    for (size_t i = 0; i < kSample; ++i) sample[i] = values[i * (n / kSample)];
    const double expected =
        static_cast<double>(kSample) * static_cast<double>(count) / static_cast<double>(n);
    const auto rank = static_cast<size_t>(expected + 5 * std::sqrt(expected) + 5);
    const auto at = sample.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(sample.begin(), at, sample.end());
    tail.resize(n);
    kept = CopyBelow(values, *at, tail.data());
  }
  if (kept == n || kept < count) {
    tail.assign(values.begin(), values.end());
  } else {
    tail.resize(kept);
  }
  const auto last = tail.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(tail.begin(), last, tail.end());
  tail.resize(count);
  return tail;
}

}  // namespace

base::Result<TailRisk> HistoricalTailRisk(std::span<const double> returns, double level) {
  TRY(CheckSample("historical VaR", returns, 1, level));
  const size_t count = TailCount(returns.size(), level);
  const std::vector<double> tail = Smallest(returns, count);
  const double worst_loss = -tail.back();
  const double wanted = static_cast<double>(returns.size()) * (1 - level);
  const double part = std::clamp(wanted - static_cast<double>(count - 1), 0.0, 1.0);
  const double beyond = std::accumulate(tail.begin(), tail.end() - 1, 0.0);
  return TailRisk{
      .value_at_risk = worst_loss,
      .expected_shortfall = std::max(worst_loss, (part * worst_loss - beyond) / wanted)};
}

base::Result<TailRisk> AgeWeightedTailRisk(std::span<const double> returns, double level,
                                           double decay) {
  TRY(CheckSample("age-weighted VaR", returns, 1, level));
  if (!(decay > 0 && decay < 1)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("age-weighted VaR: the decay is {}; a factor between 0 and 1 is "
                                  "needed, as 0.98",
                                  decay));
  }
  const size_t n = returns.size();
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return returns[a] < returns[b]; });
  const double newest = (1 - decay) / -std::expm1(static_cast<double>(n) * std::log(decay));
  const double wanted = 1 - level;
  double weight_beyond = 0;
  double loss_beyond = 0;
  for (const size_t i : order) {
    const double weight = newest * std::pow(decay, static_cast<double>(n - 1 - i));
    if (weight_beyond + weight > wanted * (1 + kRounding) || i == order.back()) {
      const double loss = -returns[i];
      const double shortfall = (loss_beyond + (wanted - weight_beyond) * loss) / wanted;
      return TailRisk{.value_at_risk = loss, .expected_shortfall = std::max(loss, shortfall)};
    }
    weight_beyond += weight;
    loss_beyond -= weight * returns[i];
  }
  return base::Fail(base::ErrorCode::kUsage, "age-weighted VaR: no values");
}

base::Result<TailRisk> FilteredHistoricalTailRisk(std::span<const double> standardised_residuals,
                                                  double mean, double sigma, double level) {
  if (!(std::isfinite(mean) && std::isfinite(sigma) && sigma > 0)) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("filtered historical VaR: mean {} and sigma {}; a finite mean "
                                  "and a positive sigma are needed",
                                  mean, sigma));
  }
  TRY(const TailRisk unit, HistoricalTailRisk(standardised_residuals, level));
  return TailRisk{.value_at_risk = sigma * unit.value_at_risk - mean,
                  .expected_shortfall = sigma * unit.expected_shortfall - mean};
}

base::Result<TailRisk> SimulatedTailRisk(std::span<const double> values, double start,
                                         double level) {
  if (!std::isfinite(start)) {
    return base::Fail(base::ErrorCode::kUsage,
                      "Monte Carlo VaR: the starting value is not a finite number");
  }
  TRY(const TailRisk at, HistoricalTailRisk(values, level));
  return TailRisk{.value_at_risk = start + at.value_at_risk,
                  .expected_shortfall = start + at.expected_shortfall};
}

}  // namespace keel::models
