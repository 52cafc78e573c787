// SPDX-License-Identifier: MIT
#include "indicators/rolling_sum.h"
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {
namespace {

class Skewness20d final : public Feature {
 public:
  explicit Skewness20d(int returns)
      : sum_(returns), squares_(returns), cubes_(returns), inverse_(1.0 / returns) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    if (!change) return std::nullopt;
    const double x = *change;
    const auto sum = sum_.Update(x);
    const auto squares = squares_.Update(x * x);
    const auto cubes = cubes_.Update(x * x * x);
    if (!sum) return std::nullopt;
    const double mean = *sum * inverse_;
    const double square = *squares * inverse_;
    const double variance = square - mean * mean;
    // Equal returns have no spread, only rounding.
    if (variance <= 1e-12 * square) return std::nullopt;
    const double third = *cubes * inverse_ - 3 * mean * square + 2 * mean * mean * mean;
    return third / (variance * std::sqrt(variance));
  }

 private:
  LogReturns returns_;
  indicators::RollingSum sum_, squares_, cubes_;
  double inverse_;
};

int ReturnsOf(Timeframe timeframe) { return BarsIn(20, timeframe, 20); }

}  // namespace

FeatureSpec DefineSkewness20d() {
  return {.name = "skewness_20d",
          .version = 1,
          .doc =
              "third standardised moment of the log returns of 20 days: buyers "
              "overpay for lottery-like coins, so high skewness is followed by low "
              "returns [Amaya, Christoffersen, Jacobs, Vasquez 2015, JFE 118]",
          .lookback = [](Timeframe t) -> int64_t { return ReturnsOf(t) + 1; },
          .make = [](Timeframe t) { return std::make_unique<Skewness20d>(ReturnsOf(t)); }};
}

}  // namespace keel::strategies
