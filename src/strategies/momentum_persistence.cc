// SPDX-License-Identifier: MIT
// Momentum. Investors under-react to news and then herd, so a market's own recent return predicts
// its next one for days to weeks, most of all per unit of risk [Moskowitz, Ooi, Pedersen 2012, Time
// Series Momentum, JFE 104], and winners among assets go on beating losers [Jegadeesh, Titman 1993;
// for coins Liu, Tsyvinski, Wu 2022, Common Risk Factors in Cryptocurrency, JF 77]. It loses when
// trends are shorter than its memory and at sharp turns.
#include <algorithm>
#include <cmath>
#include <vector>

#include "strategies/describe.h"
#include "strategies/drivers.h"

namespace keel::strategies {
namespace {

// Places of the features.
constexpr size_t kTStatistic = 0, kReturn28d = 1, kVolatility = 2;
constexpr size_t kLeastPeers = 4;

/// Return over four weeks per unit of risk.
std::optional<double> PacePerRisk(const strategy::DriverInput& input) {
  const auto& f = input.features;
  if (!f[kReturn28d] || !f[kVolatility] || !(*f[kVolatility] > 0)) return std::nullopt;
  return *f[kReturn28d] / *f[kVolatility];
}

class MomentumPersistence final : public strategy::Driver {
 public:
  std::optional<core::Signal> Evaluate(const strategy::DriverScene& scene, size_t i) override {
    const std::optional<double> t = scene.instruments[i].features[kTStatistic];
    if (!t) return std::nullopt;
    const double own = std::tanh(*t / 2);
    const std::optional<double> rank = RankOf(scene, i);
    core::Signal signal{.value = rank ? 0.5 * own + 0.5 * *rank : own,
                        .confidence = std::min(1.0, std::fabs(*t) / 2),
                        .half_life = base::Days(5)};
    return signal;
  }

 private:
  /// Place among the instruments, -1 for the slowest to 1 for the fastest.
  static std::optional<double> RankOf(const strategy::DriverScene& scene, size_t i) {
    const std::optional<double> own = PacePerRisk(scene.instruments[i]);
    if (!own) return std::nullopt;
    int below = 0, above = 0;
    for (const strategy::DriverInput& other : scene.instruments) {
      const std::optional<double> pace = PacePerRisk(other);
      below += pace && *pace < *own ? 1 : 0;
      above += pace && *pace > *own ? 1 : 0;
    }
    const int peers = below + above;
    if (peers + 1 < static_cast<int>(kLeastPeers)) return std::nullopt;
    return static_cast<double>(below - above) / peers;
  }
};

}  // namespace

strategy::DriverSpec DescribeMomentumPersistence() {
  return {.name = "momentum_persistence",
          .summary = "Follows significant drifts, and winners before losers: momentum persists",
          .reference = "Moskowitz, Ooi, Pedersen 2012; Jegadeesh, Titman 1993",
          .category = strategy::Category::kMomentum,
          .risk_budget = 0.12,
          .half_life = base::Days(5),
          .features = {"momentum_t_5d", "return_28d", "volatility_20d"},
          .make = [] { return std::make_unique<MomentumPersistence>(); }};
}

}  // namespace keel::strategies
