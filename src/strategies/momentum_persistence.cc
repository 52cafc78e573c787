// SPDX-License-Identifier: MIT
// Time-series momentum. Investors under-react to news and then herd, so a market's own recent
// return predicts its next one for days to weeks, and the effect is strongest per unit of risk:
// hence the signal is a t-statistic and the position is scaled to a constant volatility [Moskowitz,
// Ooi, Pedersen 2012, Time Series Momentum, JFE 104]. Long or flat, since spot cannot be shorted.
// It loses when trends are shorter than its memory.
#include <algorithm>
#include <cmath>

#include "strategies/describe.h"

namespace keel::strategies {
namespace {

struct Settings {
  double half_life_days, volatility_days, target_volatility, entry, exit, band;
};

/// Weight of the newest value in an exponential average that forgets half in `half_life` bars.
double WeightOf(double half_life) { return 1.0 - std::exp2(-1.0 / half_life); }

/// Holds while the recent drift is significantly positive, less when the market is wilder.
class MomentumPersistence final : public strategy::Strategy {
 public:
  explicit MomentumPersistence(const Settings& settings) : settings_(settings) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (bars_ == 0) Start(event.timeframe);
    const double change = bars_ == 0 ? 0 : std::log(event.bar.close / last_close_);
    last_close_ = event.bar.close;
    if (bars_++ == 0) return;
    // Plain means at first, exponential ones from then on.
    const double plain = 1.0 / static_cast<double>(bars_ - 1);
    drift_ += std::max(drift_weight_, plain) * (change - drift_);
    variance_ += std::max(variance_weight_, plain) * (change * change - variance_);
    if (bars_ <= warm_up_ || variance_ <= 0) return;
    UpdateShare();
    market.TargetShare(event.instrument, share_, share_ > 0 ? "momentum" : "momentum faded");
  }

 private:
  void Start(core::Timeframe timeframe) {
    const double bars_a_day = 86400.0 / timeframe.period().seconds();
    bars_a_year_ = timeframe.periods_per_year();
    drift_weight_ = WeightOf(settings_.half_life_days * bars_a_day);
    variance_weight_ = WeightOf(settings_.volatility_days * bars_a_day);
    const double longest = std::max(2 * settings_.half_life_days, settings_.volatility_days);
    warm_up_ = static_cast<int64_t>(std::ceil(longest * bars_a_day));
  }

  void UpdateShare() {
    // Variance of an exponential mean of independent values: v w / (2 - w).
    const double noise = std::sqrt(variance_ * drift_weight_ / (2.0 - drift_weight_));
    const double score = drift_ / noise;
    const double volatility = std::sqrt(variance_ * bars_a_year_);
    const double wanted = std::min(1.0, settings_.target_volatility / volatility);
    if (share_ == 0) {
      if (score > settings_.entry) share_ = wanted;
    } else if (score < settings_.exit) {
      share_ = 0;
    } else if (std::abs(wanted - share_) > settings_.band * share_) {
      share_ = wanted;
    }
  }

  Settings settings_;
  double drift_weight_ = 1, variance_weight_ = 1, bars_a_year_ = 1;
  int64_t warm_up_ = 0;
  int64_t bars_ = 0;
  double last_close_ = 0;
  double drift_ = 0, variance_ = 0;  ///< of log returns, a bar
  double share_ = 0;
};

}  // namespace

strategy::StrategySpec DescribeMomentumPersistence() {
  return {
      .name = "momentum_persistence",
      .summary = "Holds while the recent drift is significant, at constant risk: winners persist",
      .params = {Real("half_life_days", 5, 0.25, 60, "memory of the drift: half its weight"),
                 Real("volatility_days", 20, 1, 120, "memory of the volatility: half its weight"),
                 Real("target_volatility", 0.4, 0.05, 2,
                      "annual; the share is target / volatility"),
                 Real("entry", 1, 0, 4, "t-statistic of the drift above which it buys"),
                 Real("exit", 0, -4, 4, "t-statistic below which it sells; below entry"),
                 Real("band", 0.25, 0, 1, "relative change of the share that is worth a trade")},
      .make = [](const Params& params) -> Made {
        const Settings settings{.half_life_days = params.Get("half_life_days"),
                                .volatility_days = params.Get("volatility_days"),
                                .target_volatility = params.Get("target_volatility"),
                                .entry = params.Get("entry"),
                                .exit = params.Get("exit"),
                                .band = params.Get("band")};
        if (settings.exit >= settings.entry) {
          return Contradiction("momentum_persistence: exit must be below entry");
        }
        return std::make_unique<MomentumPersistence>(settings);
      }};
}

}  // namespace keel::strategies
