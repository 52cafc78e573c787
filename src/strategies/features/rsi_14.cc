// SPDX-License-Identifier: MIT
#include "indicators/rsi.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

constexpr int kPeriod = 14;

class Rsi14 final : public Feature {
 public:
  std::optional<double> Update(const Bar& bar) override { return rsi_.Update(bar.close); }

 private:
  indicators::Rsi rsi_{kPeriod};
};

}  // namespace

FeatureSpec DefineRsi14() {
  return {.name = "rsi_14",
          .version = 1,
          .doc =
              "Wilder's relative strength index over 14 bars, 0 to 100: how one- "
              "sided the recent changes were; crowds overshoot at both ends [Wilder "
              "1978]",
          .lookback = Always(kPeriod + 1),
          .make = [](Timeframe) { return std::make_unique<Rsi14>(); }};
}

}  // namespace keel::strategies
