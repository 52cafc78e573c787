// SPDX-License-Identifier: MIT
// A strategy that buys now and then and never leaves but by its exits: a stop, fixed or trailing,
// and mostly a target beside it.
#pragma once

#include <optional>

#include "base/random.h"
#include "strategies/protected_position.h"

namespace keel::simulation {

class Guarded final : public strategy::Strategy {
 public:
  explicit Guarded(uint64_t seed) : random_(seed, "simulation.guarded") {}

  void OnStart(strategy::Context& market) override {
    position_.emplace(market.instruments().front());
  }
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const double price = event.bar.close;
    position_->OnBar(market, price);
    const bool trails = random_.NextBelow(2) == 0;
    strategies::Exits exits{.stop = trails ? 0 : 0.998 * price,
                            .trail_fraction = trails ? 0.002 : 0,
                            .target = random_.NextBelow(4) == 0 ? 0 : 1.002 * price};
    const double share = 0.5 * random_.NextUniform();
    position_->Enter(market, share, price, exits, "guarded");
  }
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    position_->OnFill(market, fill);
  }
  void OnOrderEnded(strategy::Context& market, core::OrderId order, core::OrderEnd) override {
    position_->OnOrderEnded(market, order);
  }

 private:
  base::RandomStream random_;
  std::optional<strategies::ProtectedPosition> position_;
};

}  // namespace keel::simulation
