// SPDX-License-Identifier: MIT
#include "indicators/rolling_min.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

constexpr double kDays = 30;

class DistanceLow30d final : public Feature {
 public:
  explicit DistanceLow30d(int bars) : lowest_(bars) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto lowest = lowest_.Update(bar.low);
    if (!lowest) return std::nullopt;
    return std::log(bar.close / *lowest);
  }

 private:
  indicators::RollingMin lowest_;
};

}  // namespace

FeatureSpec DefineDistanceLow30d() {
  return {.name = "distance_low_30d",
          .version = 1,
          .doc =
              "log(close / lowest low of 30 days), 0 or above: distance from the "
              "level at which the last sellers gave up [George, Hwang 2004, JF 59]",
          .lookback = [](Timeframe t) -> int64_t { return BarsIn(kDays, t); },
          .make = [](Timeframe t) { return std::make_unique<DistanceLow30d>(BarsIn(kDays, t)); }};
}

}  // namespace keel::strategies
