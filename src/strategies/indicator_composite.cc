// SPDX-License-Identifier: MIT
// Classical technical analysis as one vote. Where the market trends (ADX), trend followers are
// heard: the histogram of MACD and the slope of the trend; where it does not, oscillators: RSI and
// the place in the Bollinger band. Rules of this kind carried information in stock indices [Brock,
// Lakonishok, LeBaron 1992, JF 47; Neely, Rapach, Tu, Zhou 2014, Forecasting the Equity Risk
// Premium, MS 60]; costs and crowding eat it first.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

// Places of the features.
constexpr size_t kMacd = 0, kSlope = 1, kRsi = 2, kPercentB = 3, kAdx = 4;
constexpr double kNoTrend = 15, kTrend = 35;  // Wilder's ADX: below the first none, above it all

class IndicatorComposite final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const auto& f = scene.instruments[i].features;
    for (const std::optional<double>& value : f) {
      if (!value) return std::nullopt;
    }
    const double trending = std::clamp((*f[kAdx] - kNoTrend) / (kTrend - kNoTrend), 0.0, 1.0);
    const double follow = (std::tanh(*f[kMacd]) + std::tanh(*f[kSlope] / 2)) / 2;
    const double oscillate = (std::clamp((50 - *f[kRsi]) / 50, -1.0, 1.0) +
                              std::clamp(1 - 2 * *f[kPercentB], -1.0, 1.0)) /
                             2;
    const double value = trending * follow + (1 - trending) * oscillate;
    return core::Signal{.value = std::clamp(value, -1.0, 1.0),
                        .confidence = std::fabs(2 * trending - 1),
                        .half_life = base::Days(1)};
  }
};

}  // namespace

strategy::DriverSpec DescribeIndicatorComposite() {
  return {
      .name = "indicator_composite",
      .summary = "One vote of classical indicators: trend followers in trends, else oscillators",
      .reference = "Brock, Lakonishok, LeBaron 1992; Neely, Rapach, Tu, Zhou 2014",
      .category = strategy::Category::kTechnical,
      .risk_budget = 0.10,
      .half_life = base::Days(1),
      .features = {"macd_histogram", "trend_slope_30d", "rsi_14", "bollinger_percent_b", "adx_14"},
      .make = [] { return std::make_unique<IndicatorComposite>(); }};
}

}  // namespace keel::strategies
