// SPDX-License-Identifier: MIT
#include "indicators/linear_regression.h"
#include "indicators/obv.h"
#include "indicators/sma.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

class ObvSlope10d final : public Feature {
 public:
  explicit ObvSlope10d(int bars) : line_(bars), volume_(bars) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto line = line_.Update(*balance_.Update(Ohlcv(bar)));
    const auto volume = volume_.Update(bar.volume);
    if (!line || !volume || *volume <= 0) return std::nullopt;
    return line->slope / *volume;
  }

 private:
  indicators::Obv balance_;
  indicators::LinearRegression line_;
  indicators::Sma volume_;
};

int BarsOf(Timeframe timeframe) { return BarsIn(10, timeframe, 10); }

}  // namespace

FeatureSpec DefineObvSlope10d() {
  return {.name = "obv_slope_10d",
          .version = 1,
          .doc =
              "slope a bar of on balance volume over 10 days, in mean volumes of a "
              "bar: whether volume comes with rises (above 0) or falls; "
              "accumulation precedes price; absent without volumes [Granville 1963]",
          .needs_volume = true,
          .lookback = [](Timeframe t) -> int64_t { return BarsOf(t); },
          .make = [](Timeframe t) { return std::make_unique<ObvSlope10d>(BarsOf(t)); }};
}

}  // namespace keel::strategies
