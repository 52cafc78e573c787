// SPDX-License-Identifier: MIT
#include "strategies/features/internal/ewma.h"

namespace keel::strategies {
namespace {

constexpr double kDays = 20;

class VolatilityRatio final : public Feature {
 public:
  explicit VolatilityRatio(Timeframe timeframe) : now_(1, timeframe), usual_(kDays, timeframe) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto now = now_.Update(bar);
    const auto usual = usual_.Update(bar);
    if (!now || !usual || *usual <= 0) return std::nullopt;
    return *now / *usual;
  }

 private:
  EwmaVolatility now_, usual_;
};

}  // namespace

FeatureSpec DefineVolatilityRatio() {
  return {.name = "volatility_ratio",
          .version = 1,
          .doc =
              "volatility_1d over volatility_20d: above 1 the market is wilder than "
              "usual, and volatility falls back slowly; absent where nothing moves "
              "[RiskMetrics 1996]",
          .lookback = [](Timeframe t) -> int64_t { return BarsIn(kDays, t, kFewestReturns) + 1; },
          .make = [](Timeframe t) { return std::make_unique<VolatilityRatio>(t); }};
}

}  // namespace keel::strategies
