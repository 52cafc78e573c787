// SPDX-License-Identifier: MIT
#include "indicators/correlation.h"
#include "strategies/features/internal/log_change.h"

namespace keel::strategies {
namespace {

class Autocorrelation5d final : public Feature {
 public:
  explicit Autocorrelation5d(int pairs) : correlation_(pairs) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto change = returns_.Next(bar.close);
    const auto before = before_;
    before_ = change;
    if (!change || !before) return std::nullopt;
    return correlation_.Update(*change, *before);
  }

 private:
  LogReturns returns_;
  std::optional<double> before_;
  indicators::Correlation correlation_;
};

int PairsIn(Timeframe timeframe) { return BarsIn(5, timeframe, 10); }

}  // namespace

FeatureSpec DefineAutocorrelation5d() {
  return {.name = "autocorrelation_5d",
          .version = 1,
          .doc =
              "correlation of each log return with the one before, over 5 days: "
              "above 0 moves go on, below 0 they are taken back, as when liquidity "
              "is short; 0 while nothing moves [Lo, MacKinlay 1988, RFS 1]",
          .lookback = [](Timeframe t) -> int64_t { return PairsIn(t) + 2; },
          .make = [](Timeframe t) { return std::make_unique<Autocorrelation5d>(PairsIn(t)); }};
}

}  // namespace keel::strategies
