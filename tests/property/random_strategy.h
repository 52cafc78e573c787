// SPDX-License-Identifier: MIT
// A strategy that wants anything: random orders of every type, cancels, targets, groups. It makes
// no sense on purpose, so that what the engine promises is tried where no sensible strategy goes.
#pragma once

#include <cmath>
#include <vector>

#include "base/random.h"
#include "strategy/strategy.h"

namespace keel::tests {

/// One draw decides each bar; the same seed on the same bars asks for the same.
class RandomStrategy final : public strategy::Strategy {
 public:
  /// `activity`: the probability that a bar moves it, (0, 1].
  RandomStrategy(uint64_t seed, double activity, bool sends_brackets = true)
      : stream_(seed, "test.random_strategy"),
        activity_(activity),
        sends_brackets_(sends_brackets) {}

  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (stream_.NextUniform() >= activity_) return;
    switch (stream_.NextBelow(6)) {
      case 0:
        market.TargetShare(event.instrument, stream_.NextUniform(), "random target");
        return;
      case 1:
        market.TargetShare(event.instrument, 0, "random flat");
        return;
      case 2:
        CancelOne(market);
        return;
      case 3:
        SubmitGroup(market, event);
        return;
      case 4:
        if (sends_brackets_) SubmitBracket(market, event);
        return;
      default:
        Keep(market.Submit(RandomTerms(market, event), "random order"));
        return;
    }
  }
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    if (stream_.NextUniform() >= 0.2 * activity_) return;
    core::OrderTerms terms;
    terms.instrument = fill.instrument;
    terms.side = core::Opposite(fill.side);
    terms.quantity = fill.quantity;
    Keep(market.Submit(terms, "random reply"));
  }
  void OnOrderEnded(strategy::Context& market, core::OrderId, core::OrderEnd) override {
    if (stream_.NextUniform() < 0.1 * activity_) CancelOne(market);
  }

 private:
  void Keep(std::optional<core::OrderId> order) {
    if (order) sent_.push_back(*order);
  }
  void CancelOne(strategy::Context& market) {  // also of orders that ended long ago
    if (!sent_.empty()) market.Cancel(sent_[stream_.NextBelow(sent_.size())]);
  }

  /// A price within 3 % of `close`, on the tick.
  core::Price PriceNear(double close, const core::Instrument& instrument) {
    return core::Price::FromDouble(close * (0.97 + 0.06 * stream_.NextUniform()), instrument.tick,
                                   core::Rounding::kUp);
  }

  core::OrderTerms RandomTerms(strategy::Context& market, const core::BarClosed& event) {
    const core::Instrument& instrument = market.instrument(event.instrument);
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = stream_.NextBelow(2) == 0 ? core::Side::kBuy : core::Side::kSell;
    terms.type = static_cast<core::OrderType>(stream_.NextBelow(6));
    terms.tif = static_cast<core::TimeInForce>(stream_.NextBelow(4));
    const bool all = terms.side == core::Side::kSell && stream_.NextBelow(2) == 0;
    // From dust to more than there is.
    const double value = market.equity() * std::pow(10.0, -4 + 4.2 * stream_.NextUniform());
    terms.quantity = all ? market.position(event.instrument)
                         : core::Quantity::FromDouble(value / event.bar.close, instrument.lot,
                                                      core::Rounding::kUp);
    if (!terms.quantity.is_positive()) terms.quantity = instrument.lot;
    const bool limited =
        terms.type == core::OrderType::kLimit || terms.type == core::OrderType::kStopLimit;
    if (limited) terms.limit_price = PriceNear(event.bar.close, instrument);
    const bool triggered = terms.type == core::OrderType::kStop ||
                           terms.type == core::OrderType::kStopLimit ||
                           terms.type == core::OrderType::kTakeProfit;
    if (triggered) terms.stop_price = PriceNear(event.bar.close, instrument);
    if (terms.type == core::OrderType::kTrailingStop) {
      terms.trail_fraction = 0.002 + 0.05 * stream_.NextUniform();
    }
    terms.post_only = terms.type == core::OrderType::kLimit && stream_.NextBelow(3) == 0;
    if (terms.tif == core::TimeInForce::kGtd) {
      const auto bars = static_cast<int64_t>(stream_.NextBelow(10));
      terms.expire_time = market.now() + event.timeframe.period() * bars + base::Milliseconds(1);
    }
    return terms;
  }

  void SubmitGroup(strategy::Context& market, const core::BarClosed& event) {
    const uint32_t group = market.NewOcoGroup();
    for (uint64_t i = 0, n = 2 + stream_.NextBelow(2); i < n; ++i) {
      core::OrderTerms terms = RandomTerms(market, event);
      terms.oco_group = group;
      Keep(market.Submit(terms, "random group"));
    }
  }

  /// Often on the wrong sides, and with exits so near that they follow their entry at once.
  void SubmitBracket(strategy::Context& market, const core::BarClosed& event) {
    const core::Instrument& instrument = market.instrument(event.instrument);
    core::OrderTerms entry = RandomTerms(market, event);
    if (stream_.NextBelow(4) > 0) entry.side = core::Side::kBuy;
    strategy::BracketExits exits;
    if (stream_.NextBelow(3) == 0) exits.trail_fraction = 0.001 + 0.02 * stream_.NextUniform();
    if (stream_.NextBelow(2) == 0) exits.stop = PriceNear(event.bar.close * 0.98, instrument);
    if (stream_.NextBelow(2) == 0) exits.target = PriceNear(event.bar.close * 1.02, instrument);
    const auto sent = market.SubmitBracket(entry, exits, "random bracket");
    if (!sent) return;
    Keep(sent->entry);
    Keep(sent->stop);
    Keep(sent->target);
  }

  base::RandomStream stream_;
  double activity_;
  bool sends_brackets_;
  std::vector<core::OrderId> sent_;
};

/// As a row of a registry: parameters seed and activity.
inline strategy::StrategySpec RandomStrategySpec() {
  strategy::StrategySpec spec;
  spec.name = "random";
  spec.summary = "Random orders of every type";
  spec.params = {{"seed", 1, 0, 1e9, true, "of its draws"},
                 {"activity", 0.3, 0.001, 1, false, "probability that a bar moves it"}};
  spec.make =
      [](const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<RandomStrategy>(static_cast<uint64_t>(params.Get("seed")),
                                            params.Get("activity"));
  };
  return spec;
}

}  // namespace keel::tests
