// SPDX-License-Identifier: MIT
// A strategy that enters, leaves and changes its mind at every bar, by targets and by orders of its
// own, and explains some of it. It makes no sense on purpose.
#pragma once

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::simulation {

class Wanderer final : public strategy::Strategy {
 public:
  explicit Wanderer(uint64_t seed) : random_(seed, "simulation.wanderer") {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const uint64_t mood = random_.NextBelow(5);
    const double share = 0.2 * random_.NextUniform();
    if (mood < 2) Explain(market, event, mood == 0 ? share : 0);
    if (mood == 0) return market.TargetShare(event.instrument, share, "wander");
    if (mood == 1) return market.TargetShare(event.instrument, 0, "leave");
    if (mood == 2) return CancelOne(market);
    SendLimit(market, event, mood == 3 ? core::Side::kBuy : core::Side::kSell);
  }

 private:
  static void Explain(strategy::Context& market, const core::BarClosed& event, double share) {
    strategy::Decision decision;
    decision.time = event.time;
    decision.instrument = event.instrument;
    decision.outcome.target_share = share;
    market.Explain(decision);
  }
  void CancelOne(strategy::Context& market) {
    if (!sent_.empty()) market.Cancel(sent_[random_.NextBelow(sent_.size())]);
  }
  void SendLimit(strategy::Context& market, const core::BarClosed& event, core::Side side) {
    const core::Instrument& pair = market.instrument(event.instrument);
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = side;
    terms.type = core::OrderType::kLimit;
    terms.tif = random_.NextBelow(3) == 0 ? core::TimeInForce::kIoc : core::TimeInForce::kGtc;
    terms.limit_price = core::Price::FromDouble(
        event.bar.close * (0.99 + 0.02 * random_.NextUniform()), pair.tick, core::Rounding::kDown);
    terms.quantity = pair.lot * static_cast<int64_t>(100 + random_.NextBelow(20'000));
    if (side == core::Side::kSell) {
      terms.quantity = std::min(terms.quantity, market.position(event.instrument));
    }
    if (!terms.quantity.is_positive()) return;
    if (const auto order = market.Submit(terms, "order")) sent_.push_back(*order);
  }

  base::RandomStream random_;
  std::vector<core::OrderId> sent_;
};

}  // namespace keel::simulation
