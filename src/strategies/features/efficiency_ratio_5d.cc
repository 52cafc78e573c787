// SPDX-License-Identifier: MIT
#include "indicators/efficiency_ratio.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

class EfficiencyRatio5d final : public Feature {
 public:
  explicit EfficiencyRatio5d(int changes) : ratio_(changes) {}
  std::optional<double> Update(const Bar& bar) override { return ratio_.Update(bar.close); }

 private:
  indicators::EfficiencyRatio ratio_;
};

int ChangesIn(Timeframe timeframe) { return BarsIn(5, timeframe, 5); }

}  // namespace

FeatureSpec DefineEfficiencyRatio5d() {
  return {.name = "efficiency_ratio_5d",
          .version = 1,
          .doc =
              "net change over the sum of absolute changes of 5 days, 0 to 1: how "
              "straight the path was, which tells a trend from a range; 0 while "
              "nothing moves [Kaufman 1995]",
          .lookback = [](Timeframe t) -> int64_t { return ChangesIn(t) + 1; },
          .make = [](Timeframe t) { return std::make_unique<EfficiencyRatio5d>(ChangesIn(t)); }};
}

}  // namespace keel::strategies
