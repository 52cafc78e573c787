// SPDX-License-Identifier: MIT
#include "indicators/rolling_sum.h"
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {
namespace {

class AmihudIlliquidity20d final : public Feature {
 public:
  explicit AmihudIlliquidity20d(int returns) : impacts_(returns), traded_(returns) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    if (!change) return std::nullopt;
    const double millions = bar.close * bar.volume * 1e-6;
    const bool traded = millions > 0;
    const auto impacts = impacts_.Update(traded ? std::abs(*change) / millions : 0.0);
    const auto count = traded_.Update(traded ? 1.0 : 0.0);
    if (!count || *count <= 0) return std::nullopt;
    return *impacts / *count;
  }

 private:
  LogReturns returns_;
  indicators::RollingSum impacts_, traded_;
};

int ReturnsIn(Timeframe timeframe) { return BarsIn(20, timeframe, 10); }

}  // namespace

FeatureSpec DefineAmihudIlliquidity20d() {
  return {.name = "amihud_illiquidity_20d",
          .version = 1,
          .doc =
              "mean of |log return| over turnover in millions of quote currency, "
              "over the bars of 20 days that traded: what a million moves the "
              "price; illiquid coins pay a premium; absent without volumes [Amihud "
              "2002, JFM 5]",
          .needs_volume = true,
          .lookback = [](Timeframe t) -> int64_t { return ReturnsIn(t) + 1; },
          .make = [](Timeframe t) { return std::make_unique<AmihudIlliquidity20d>(ReturnsIn(t)); }};
}

}  // namespace keel::strategies
