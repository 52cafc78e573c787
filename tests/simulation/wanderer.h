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
    if (random_.NextBelow(2) == 0) AmendOne(market, event.instrument, event.bar.close);
    if (random_.NextBelow(2) == 0) Rest(market, event);
    const uint64_t mood = random_.NextBelow(9);
    const double share = 0.2 * random_.NextUniform();
    if (mood < 2) Explain(market, event, mood == 0 ? share : 0);
    if (mood == 0) return market.TargetShare(event.instrument, share, "wander");
    if (mood == 1) return market.TargetShare(event.instrument, 0, "leave");
    if (mood == 2) return CancelOne(market);
    if (mood == 7) return SendBracket(market, event);
    if (mood == 8) return SendEntries(market, event);
    if (mood > 4) return SendExits(market, event, mood == 5);
    SendLimit(market, event, mood == 3 ? core::Side::kBuy : core::Side::kSell);
  }

  /// More of it may be on its way.
  void OnFill(strategy::Context& market, const core::Fill& fill) override {
    if (random_.NextBelow(4) == 0) AmendOne(market, fill.instrument, fill.price.ToDouble());
  }

 private:
  /// A stop and a target that cancel each other, or a stop that follows the price, for a part of
  /// what is held.
  void SendExits(strategy::Context& market, const core::BarClosed& event, bool trails) {
    const core::Price tick = market.instrument(event.instrument).tick;
    const double distance = 0.003 * random_.NextUniform();
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.side = core::Side::kSell;
    terms.quantity = core::Quantity(
        core::MulDiv(market.position(event.instrument).value(),
                     core::Decimal::FromInt(static_cast<int64_t>(1 + random_.NextBelow(10))),
                     core::Decimal::FromInt(10), core::Rounding::kDown));
    if (!terms.quantity.is_positive()) return;
    terms.type = trails ? core::OrderType::kTrailingStop : core::OrderType::kStop;
    if (trails) {
      terms.trail_fraction = 0.0001 + distance;
    } else {
      terms.oco_group = market.NewOcoGroup();
      terms.stop_price = core::Price::FromDouble(event.bar.close * (1 - distance), tick);
    }
    if (const auto order = market.Submit(terms, "stop")) sent_.push_back(*order);
    if (trails) return;
    terms.type = random_.NextBelow(2) == 0 ? core::OrderType::kLimit : core::OrderType::kTakeProfit;
    terms.stop_price = {};
    const auto target = core::Price::FromDouble(event.bar.close * (1.0005 + distance), tick);
    (terms.type == core::OrderType::kLimit ? terms.limit_price : terms.stop_price) = target;
    if (const auto order = market.Submit(terms, "target")) sent_.push_back(*order);
  }
  /// An entry at the market or below it, with a stop or a trail, mostly a target, and no more care.
  void SendBracket(strategy::Context& market, const core::BarClosed& event) {
    const core::Instrument& pair = market.instrument(event.instrument);
    const double close = event.bar.close;
    core::OrderTerms entry = Entry(event, pair);
    if (random_.NextBelow(2) == 0) {
      entry.type = core::OrderType::kLimit;
      entry.limit_price =
          core::Price::FromDouble(close * (1 - 0.002 * random_.NextUniform()), pair.tick);
    }
    strategy::BracketExits exits;
    const double distance = 0.0025 + 0.002 * random_.NextUniform();
    if (random_.NextBelow(3) == 0) {
      exits.trail_fraction = distance;
    } else {
      exits.stop = core::Price::FromDouble(close * (1 - distance), pair.tick);
    }
    if (random_.NextBelow(4) > 0) {
      exits.target = core::Price::FromDouble(close * (1 + distance), pair.tick);
    }
    const auto sent = market.SubmitBracket(entry, exits, "bracket");
    if (!sent) return;
    sent_.push_back(sent->entry);
    if (sent->stop) sent_.push_back(*sent->stop);
    if (sent->target) sent_.push_back(*sent->target);
  }
  /// A limit below the market and a stop above it, which cancel each other.
  void SendEntries(strategy::Context& market, const core::BarClosed& event) {
    const core::Instrument& pair = market.instrument(event.instrument);
    const double distance = 0.0002 + 0.002 * random_.NextUniform();
    core::OrderTerms entry = Entry(event, pair);
    entry.oco_group = market.NewOcoGroup();
    entry.type = core::OrderType::kLimit;
    entry.limit_price = core::Price::FromDouble(event.bar.close * (1 - distance), pair.tick);
    if (const auto order = market.Submit(entry, "low")) sent_.push_back(*order);
    entry.type = core::OrderType::kStop;
    entry.limit_price = {};
    entry.stop_price = core::Price::FromDouble(event.bar.close * (1 + distance), pair.tick);
    if (const auto order = market.Submit(entry, "high")) sent_.push_back(*order);
  }
  core::OrderTerms Entry(const core::BarClosed& event, const core::Instrument& pair) {
    core::OrderTerms entry;
    entry.instrument = event.instrument;
    entry.quantity = pair.lot * static_cast<int64_t>(100 + random_.NextBelow(20'000));
    return entry;
  }
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
  /// Mostly for less; sometimes for more, or at another price.
  void AmendOne(strategy::Context& market, core::InstrumentId pair, double price) {
    std::vector<strategy::OpenOrder> open = market.open_orders(pair);
    std::erase_if(open, [](const strategy::OpenOrder& order) {
      return order.terms.type != core::OrderType::kLimit || order.terms.oco_group != 0;
    });
    if (open.empty()) return;
    const strategy::OpenOrder& order = open[random_.NextBelow(open.size())];
    core::OrderChange change;
    change.quantity = core::Quantity(
        core::MulDiv(order.terms.quantity.value(),
                     core::Decimal::FromInt(static_cast<int64_t>(1 + random_.NextBelow(12))),
                     core::Decimal::FromInt(10), core::Rounding::kDown));
    if (random_.NextBelow(3) == 0) {
      change.limit_price =
          core::Price::FromDouble(price * (0.995 + 0.01 * random_.NextUniform()),
                                  market.instrument(pair).tick, core::Rounding::kDown);
    }
    market.Amend(order.id, change);
  }
  /// A buy that waits below the market, for something to happen to it.
  void Rest(strategy::Context& market, const core::BarClosed& event) {
    const core::Instrument& pair = market.instrument(event.instrument);
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.type = core::OrderType::kLimit;
    terms.limit_price = core::Price::FromDouble(
        event.bar.close * (0.985 + 0.015 * random_.NextUniform()), pair.tick);
    terms.quantity = pair.lot * static_cast<int64_t>(1000 + random_.NextBelow(9000));
    if (const auto order = market.Submit(terms, "rest")) sent_.push_back(*order);
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
