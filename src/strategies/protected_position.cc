// SPDX-License-Identifier: MIT
#include "strategies/protected_position.h"

namespace keel::strategies {

bool ProtectedPosition::Holds(const strategy::Context& market, double price) const {
  const core::Quantity held = market.position(instrument_);
  const core::Instrument& instrument = market.instrument(instrument_);
  return held >= instrument.lot && held.ToDouble() * price >= instrument.min_notional.ToDouble();
}

// After a restart its exits still work, and nobody has told it their numbers. Looked for at every
// past bar and once more, since the first word may be of the end of one.
void ProtectedPosition::Adopt(const strategy::Context& market) {
  if (market.warming()) was_away_ = true;
  if (!was_away_) return;
  was_away_ = market.warming();
  stop_ = target_ = std::nullopt;
  outgrown_ = false;
  for (const strategy::OpenOrder& open : market.open_orders(instrument_)) {
    const core::OrderTerms& terms = open.terms;
    if (terms.side == core::Side::kBuy || terms.type == core::OrderType::kMarket) continue;
    const bool is_target = terms.type == core::OrderType::kTakeProfit;
    (is_target ? target_ : stop_) = open.id;
    (is_target ? exits_.target : exits_.stop) = terms.stop_price.ToDouble();
    if (!is_target) exits_.trail_fraction = terms.trail_fraction;
    outgrown_ = outgrown_ || open.ends;
  }
}

void ProtectedPosition::Enter(strategy::Context& market, double share, double price,
                              const Exits& exits, std::string_view reason) {
  const int resting = (stop_ ? 1 : 0) + (target_ ? 1 : 0);
  if (!leave_reason_.empty() || market.working_orders(instrument_) > resting) return;
  const core::Instrument& instrument = market.instrument(instrument_);
  const double missing = share * market.equity() - market.position(instrument_).ToDouble() * price;
  if (missing < instrument.min_notional.ToDouble() || missing <= 0) return;
  if (!Holds(market, price)) exits_ = exits;
  market.Submit({.instrument = instrument_,
                 .side = core::Side::kBuy,
                 .tif = core::TimeInForce::kIoc,
                 .quantity = core::Quantity::FromDouble(missing / price, instrument.lot,
                                                        core::Rounding::kDown)},
                reason);
}

void ProtectedPosition::Leave(strategy::Context& market, std::string_view reason) {
  if (!leave_reason_.empty()) return;
  leave_reason_ = reason;
  if (has_exits()) {
    CancelExits(market);  // what they hold is free to sell once they have ended
  } else {
    Sell(market);
  }
}

void ProtectedPosition::OnBar(strategy::Context& market, double price) {
  Adopt(market);
  if (!leave_reason_.empty() && has_exits()) CancelExits(market);
  if (market.working_orders(instrument_) > 0) return;
  stop_ = target_ = std::nullopt;
  outgrown_ = false;
  if (!Holds(market, price)) {
    leave_reason_ = {};
  } else if (leave_reason_.empty()) {
    PlaceExits(market);
  } else {
    Sell(market);
  }
}

void ProtectedPosition::OnFill(strategy::Context& market, const core::Fill& fill) {
  Adopt(market);
  if (fill.side == core::Side::kBuy) {
    if (has_exits()) {
      outgrown_ = true;
      CancelExits(market);
    } else if (leave_reason_.empty()) {
      PlaceExits(market);
    }
  } else if (!Holds(market, fill.price.ToDouble())) {
    CancelExits(market);
    stop_ = target_ = std::nullopt;
    leave_reason_ = {};
  }
}

void ProtectedPosition::OnOrderEnded(strategy::Context& market, core::OrderId order) {
  Adopt(market);
  if (order != stop_ && order != target_) return;
  if (order == stop_) stop_.reset();
  if (order == target_) target_.reset();
  if (has_exits()) return;
  if (!leave_reason_.empty()) {
    Sell(market);
  } else if (outgrown_) {
    outgrown_ = false;
    PlaceExits(market);
  }
}

void ProtectedPosition::CancelExits(strategy::Context& market) {
  if (stop_) market.Cancel(*stop_);
  if (target_) market.Cancel(*target_);
}

void ProtectedPosition::PlaceExits(strategy::Context& market) {
  const core::Instrument& instrument = market.instrument(instrument_);
  core::OrderTerms terms{.instrument = instrument_,
                         .side = core::Side::kSell,
                         .type = core::OrderType::kStop,
                         .quantity = market.position(instrument_)};
  if (!terms.quantity.is_positive()) return;
  if (exits_.target > 0) terms.oco_group = market.NewOcoGroup();
  core::OrderTerms stop = terms;
  if (exits_.trail_fraction > 0) {
    stop.type = core::OrderType::kTrailingStop;
    stop.trail_fraction = exits_.trail_fraction;
  } else {
    stop.stop_price = core::Price::FromDouble(exits_.stop, instrument.tick);
  }
  stop_ = market.Submit(stop, "stop");
  if (exits_.target > 0) {
    terms.type = core::OrderType::kTakeProfit;
    terms.stop_price = core::Price::FromDouble(exits_.target, instrument.tick);
    target_ = market.Submit(terms, "target");
  }
}

void ProtectedPosition::Sell(strategy::Context& market) {
  const core::Quantity held = market.position(instrument_);
  if (!held.is_positive()) return;
  market.Submit({.instrument = instrument_, .side = core::Side::kSell, .quantity = held},
                leave_reason_);
}

}  // namespace keel::strategies
