// SPDX-License-Identifier: MIT
#include "indicators/adx.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

constexpr int kPeriod = 14;

class Adx14 final : public Feature {
 public:
  std::optional<double> Update(const Bar& bar) override { return adx_.Update(Ohlcv(bar)); }

 private:
  indicators::Adx adx_{kPeriod};
};

}  // namespace

FeatureSpec DefineAdx14() {
  return {.name = "adx_14",
          .version = 1,
          .doc =
              "Wilder's average directional index over 14 bars, 0 to 100: strength "
              "of the trend whatever its direction; trend following pays where it "
              "is high [Wilder 1978]",
          .lookback = Always(2 * kPeriod),
          .make = [](Timeframe) { return std::make_unique<Adx14>(); }};
}

}  // namespace keel::strategies
