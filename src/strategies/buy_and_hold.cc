// SPDX-License-Identifier: MIT
// The yardstick: what the market alone would have paid. A strategy that does not beat it after
// costs, at equal risk, has no reason to exist [Sharpe 1991, The Arithmetic of Active Management].
#include "strategies/describe.h"

namespace keel::strategies {
namespace {

/// Buys at the first bar and holds.
class BuyAndHold final : public strategy::Strategy {
 public:
  explicit BuyAndHold(double share) : share_(share) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    market.TargetShare(event.instrument, share_, "hold");
  }

 private:
  double share_;
};

}  // namespace

strategy::StrategySpec DescribeBuyAndHold() {
  return {.name = "buy_and_hold",
          .summary = "Buys at the first bar and holds: what the market alone would have paid",
          .params = {Real("share", 1, 0, 1, "share of the allotted equity to hold")},
          .make = [](const Params& params) -> Made {
            return std::make_unique<BuyAndHold>(params.Get("share"));
          }};
}

}  // namespace keel::strategies
