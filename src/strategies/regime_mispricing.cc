// SPDX-License-Identifier: MIT
// Prices that do not fit their regime. The filtered regimes say how far a day should carry the
// price; where it went further than the regime and its recent volatility allow, the market is
// pricing a change of regime that the evidence does not show yet, and overpays for it [Hamilton
// 1989; Ang, Bekaert 2002, International Asset Allocation With Regime Shifts, RFS 15; Guidolin,
// Timmermann 2007]. It is wrong where the change is real.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

// Places of the features.
constexpr size_t kReturn1d = 0, kVolatility1d = 1;

/// 1 where one regime is certain, 0 where all are as likely.
double Certainty(const std::vector<double>& probabilities) {
  double entropy = 0;
  for (const double p : probabilities) entropy -= p > 0 ? p * std::log(p) : 0;
  return 1 - entropy / std::log(static_cast<double>(probabilities.size()));
}

class RegimeMispricing final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const strategy::DriverInput& input = scene.instruments[i];
    const auto& f = input.features;
    if (!f[kReturn1d] || !f[kVolatility1d] || input.regimes == nullptr) return std::nullopt;
    const strategy::RegimeView& regime = *input.regimes;
    if (regime.probabilities.size() < 2) return std::nullopt;
    double mean = 0, square = 0;
    for (size_t k = 0; k < regime.probabilities.size(); ++k) {
      mean += regime.probabilities[k] * regime.means[k];
      square += regime.probabilities[k] * regime.deviations[k] * regime.deviations[k];
    }
    const double bars_a_day = 86400 / scene.timeframe.period().seconds();
    const double days_a_year = 365;
    const double by_regime = std::sqrt(square * bars_a_day);
    const double by_price = *f[kVolatility1d] / std::sqrt(days_a_year);
    const double deviation = std::max(by_regime, by_price);
    if (!(deviation > 0)) return std::nullopt;
    const double mispricing = (mean * bars_a_day - *f[kReturn1d]) / deviation;
    return core::Signal{.value = std::tanh(mispricing / 2),
                        .confidence = std::clamp(Certainty(regime.probabilities), 0.0, 1.0),
                        .half_life = base::Days(2)};
  }
};

}  // namespace

strategy::DriverSpec DescribeRegimeMispricing() {
  return {.name = "regime_mispricing",
          .summary = "Bets against moves that the filtered regime does not account for",
          .reference = "Hamilton 1989; Ang, Bekaert 2002; Guidolin, Timmermann 2007",
          .category = strategy::Category::kTechnical,
          .risk_budget = 0.25,
          .half_life = base::Days(2),
          .features = {"return_1d", "volatility_1d"},
          .needs_regimes = true,
          .make = [] { return std::make_unique<RegimeMispricing>(); }};
}

}  // namespace keel::strategies
