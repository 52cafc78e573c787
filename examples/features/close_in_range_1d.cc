// SPDX-License-Identifier: MIT
#include "indicators/rolling_max.h"
#include "indicators/rolling_min.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

/// (close - lowest low) / (highest high - lowest low) of one day.
class CloseInRange1d final : public Feature {
 public:
  explicit CloseInRange1d(int bars) : highest_(bars), lowest_(bars) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto high = highest_.Update(bar.high);
    const auto low = lowest_.Update(bar.low);
    if (!high || !low || *high <= *low) return std::nullopt;
    return (bar.close - *low) / (*high - *low);
  }

 private:
  indicators::RollingMax highest_;
  indicators::RollingMin lowest_;
};

}  // namespace

FeatureSpec DefineCloseInRange1d() {
  return {.name = "close_in_range_1d",
          .version = 1,
          .doc =
              "place of the close between the low (0) and the high (1) of the last day: who has "
              "the upper hand when the day ends",
          .lookback = [](Timeframe t) -> int64_t { return BarsIn(1, t); },
          .make = [](Timeframe t) { return std::make_unique<CloseInRange1d>(BarsIn(1, t)); }};
}

}  // namespace keel::strategies
