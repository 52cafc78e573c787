// SPDX-License-Identifier: MIT
#include "indicators/linear_regression.h"
#include "strategies/features/define.h"

namespace keel::strategies {
namespace {

int BarsOf(Timeframe timeframe) { return BarsIn(30, timeframe, 10); }

class TrendSlope30d final : public Feature {
 public:
  explicit TrendSlope30d(Timeframe timeframe)
      : line_(BarsOf(timeframe)), bars_a_day_(86400.0 / timeframe.period().seconds()) {}

  std::optional<double> Update(const Bar& bar) override {
    const auto line = line_.Update(std::log(bar.close));
    if (!line) return std::nullopt;
    return line->slope * bars_a_day_;
  }

 private:
  indicators::LinearRegression line_;
  double bars_a_day_;
};

}  // namespace

FeatureSpec DefineTrendSlope30d() {
  return {.name = "trend_slope_30d",
          .version = 1,
          .doc =
              "slope of the least-squares line through the log closes of 30 days, a "
              "day: the month's trend, which a single old or new price moves less "
              "than a return [Moskowitz, Ooi, Pedersen 2012, JFE 104]",
          .lookback = [](Timeframe t) -> int64_t { return BarsOf(t); },
          .make = [](Timeframe t) { return std::make_unique<TrendSlope30d>(t); }};
}

}  // namespace keel::strategies
