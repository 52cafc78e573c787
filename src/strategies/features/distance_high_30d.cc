// SPDX-License-Identifier: MIT
#include "indicators/rolling_max.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

constexpr double kDays = 30;

class DistanceHigh30d final : public Feature {
 public:
  explicit DistanceHigh30d(int bars) : highest_(bars) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto highest = highest_.Update(bar.high);
    if (!highest) return std::nullopt;
    return std::log(bar.close / *highest);
  }

 private:
  indicators::RollingMax highest_;
};

}  // namespace

FeatureSpec DefineDistanceHigh30d() {
  return {.name = "distance_high_30d",
          .version = 1,
          .doc =
              "log(close / highest high of 30 days), 0 or below: nearness to the "
              "high is an anchor against which traders under-react [George, Hwang "
              "2004, JF 59]",
          .lookback = [](Timeframe t) -> int64_t { return BarsIn(kDays, t); },
          .make = [](Timeframe t) { return std::make_unique<DistanceHigh30d>(BarsIn(kDays, t)); }};
}

}  // namespace keel::strategies
