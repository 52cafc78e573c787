// SPDX-License-Identifier: MIT
// Reversal from extremes. Forced sellers (liquidations, margin calls) pay whoever provides
// liquidity at the extreme, and the price comes part of the way back within one to two weeks [Nagel
// 2012, Evaporating Liquidity, RFS 25; De Bondt, Thaler 1985]. In the wildest regime a fall is more
// often the truth than a panic, so the signal is trusted as far as the regime is not that one.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

constexpr double kExtreme = 2;  // deviations from the mean where it begins
constexpr double kFull = 4;     // and where it can say no more

class MeanReversionExtremes final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const strategy::DriverInput& input = scene.instruments[i];
    const std::optional<double> z = input.features[0];
    if (!z || input.regimes == nullptr) return std::nullopt;
    if (input.regimes->probabilities.size() < 2) return std::nullopt;  // no regime is the wildest
    if (std::fabs(*z) < kExtreme) return std::nullopt;
    const double size = std::min(1.0, (std::fabs(*z) - kExtreme) / (kFull - kExtreme));
    return core::Signal{.value = *z > 0 ? -size : size,
                        .confidence = 1 - std::clamp(input.regimes->probabilities.back(), 0.0, 1.0),
                        .half_life = base::Days(10)};
  }
};

}  // namespace

strategy::DriverSpec DescribeMeanReversionExtremes() {
  return {.name = "mean_reversion_extremes",
          .summary = "Bets on the way back from extremes, less the wilder the regime",
          .reference = "Nagel 2012; De Bondt, Thaler 1985",
          .category = strategy::Category::kTechnical,
          .risk_budget = 0.10,
          .half_life = base::Days(10),
          .persistence = strategy::Persistence::kEvent,
          .features = {"z_score_10d"},
          .needs_regimes = true,
          .make = [] { return std::make_unique<MeanReversionExtremes>(); }};
}

}  // namespace keel::strategies
