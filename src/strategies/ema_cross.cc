// SPDX-License-Identifier: MIT
// Trend following in its simplest form. News is absorbed slowly and winners attract followers, so a
// price above its own past tends to stay there [Brock, Lakonishok, LeBaron 1992]. It pays in long
// trends and bleeds in sideways markets, a little at every crossing.
#include "indicators/ema.h"
#include "strategies/describe.h"

namespace keel::strategies {
namespace {

/// Holds the coin while the fast average of its closes is above the slow one, else cash.
class EmaCross final : public strategy::Strategy {
 public:
  EmaCross(int fast, int slow) : fast_(fast), slow_(slow) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const auto fast = fast_.Update(event.bar.close);
    const auto slow = slow_.Update(event.bar.close);
    if (!fast || !slow) return;
    const bool rising = *fast > *slow;
    market.TargetShare(event.instrument, rising ? 1.0 : 0.0,
                       rising ? "fast above slow" : "fast below slow");
  }

 private:
  indicators::Ema fast_;
  indicators::Ema slow_;
};

strategy::VectorColumn Average(int period) {
  return strategy::ColumnOf("ema " + std::to_string(period), indicators::Ema(period),
                            &core::Bar::close);
}

}  // namespace

strategy::StrategySpec DescribeEmaCross() {
  return {
      .name = "ema_cross",
      .summary = "Holds while a fast average is above a slow one: trends persist",
      .params = {Whole("fast", 20, 2, 1000, "period of the fast average, in bars"),
                 Whole("slow", 100, 3, 5000, "period of the slow average; above fast")},
      .make = [](const Params& params) -> Made {
        const int fast = params.GetInt("fast");
        const int slow = params.GetInt("slow");
        if (fast >= slow) return Contradiction("ema_cross: fast must be below slow");
        return std::make_unique<EmaCross>(fast, slow);
      },
      .vector = [](const Params& params) -> strategy::VectorForm {
        return strategy::HoldRule{{Average(params.GetInt("fast")), Average(params.GetInt("slow"))}};
      }};
}

}  // namespace keel::strategies
