// SPDX-License-Identifier: MIT
// The price of lottery tickets. Buyers overpay for coins with rare large gains and shun those with
// rare large losses, so low skewness is followed by higher returns than high skewness [Amaya,
// Christoffersen, Jacobs, Vasquez 2015, JFE 118]. It is wrong where the loss was the warning.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

constexpr size_t kSkewness = 0, kVolatilityRatio = 1;  // places among the features
constexpr double kCalm = 1, kStorm = 2;  // volatility over what is usual: heard, and not heard

class SkewnessPremium final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const auto& f = scene.instruments[i].features;
    if (!f[kSkewness] || !f[kVolatilityRatio]) return std::nullopt;
    // One large move makes the skewness of a storm, which says little about what buyers like.
    const double calm = std::clamp((kStorm - *f[kVolatilityRatio]) / (kStorm - kCalm), 0.0, 1.0);
    return core::Signal{
        .value = -std::tanh(*f[kSkewness]), .confidence = calm, .half_life = base::Days(5)};
  }
};

}  // namespace

strategy::DriverSpec DescribeSkewnessPremium() {
  return {.name = "skewness_premium",
          .summary = "Prefers coins with rare large losses to lottery tickets, while it is calm",
          .reference = "Amaya, Christoffersen, Jacobs, Vasquez 2015",
          .category = strategy::Category::kTechnical,
          .risk_budget = 0.10,
          .half_life = base::Days(5),
          .features = {"skewness_20d", "volatility_ratio"},
          .make = [] { return std::make_unique<SkewnessPremium>(); }};
}

}  // namespace keel::strategies
