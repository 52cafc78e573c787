// SPDX-License-Identifier: MIT
// Orders that a person places by hand. The act is written down before it is done, with all that it
// asks for, so that a replay does it again; and under which key it placed which order, so that
// nobody places one twice, over a restart either.
#include <fmt/format.h>

#include "engine/live_session.h"
#include "engine/refusal_text.h"

namespace keel::engine {
namespace {

bool IsSame(const core::OrderTerms& a, const core::OrderTerms& b) {
  return a.instrument == b.instrument && a.side == b.side && a.type == b.type && a.tif == b.tif &&
         a.post_only == b.post_only && a.quantity == b.quantity && a.limit_price == b.limit_price;
}

/// No reason of a person may be taken for one of the session's own.
std::string ReasonText(std::string_view reason) {
  return reason.empty() ? std::string(kManualBook) : fmt::format("{}: {}", kManualBook, reason);
}

}  // namespace

base::Status LiveSession::CheckTerms(const core::OrderTerms& terms) const {
  const auto fail = [](std::string_view text) {
    return base::Fail(base::ErrorCode::kUsage, std::string(text));
  };
  if (terms.instrument.index >= series_.size()) return fail("the session does not trade the pair");
  if (!terms.quantity.is_positive()) return fail("an order is for more than nothing");
  const bool is_limit = terms.type == core::OrderType::kLimit;
  if (!is_limit && terms.type != core::OrderType::kMarket) {
    return fail("an order by hand is at the market or at a limit price");
  }
  if (is_limit != terms.limit_price.is_positive()) {
    return fail("a limit order has a price above 0, and one at the market has none");
  }
  if (terms.post_only && (!is_limit || terms.tif != core::TimeInForce::kGtc)) {
    return fail("only a limit order that rests can be post-only");
  }
  return {};
}

core::Intent LiveSession::IntentOf(const core::OrderTerms& terms, std::string_view reason,
                                   base::UnixNanos now) const {
  core::Intent intent;
  intent.strategy = manual_book();
  intent.terms = terms;
  intent.reason = reason;
  intent.decided_at = now;
  const bool has_price = board_->has_price(terms.instrument);
  intent.reference_price = has_price ? board_->last_close(terms.instrument) : 0;
  return intent;
}

base::Result<OrderForecast> LiveSession::Forecast(const ManualOrder& order, base::UnixNanos now) {
  TRY(CheckTerms(order.terms));
  return core_->desk().Forecast(IntentOf(order.terms, kManualBook, now), now);
}

base::Result<ManualPlacement> LiveSession::Place(const ManualOrder& order, base::UnixNanos now) {
  TRY(CheckTerms(order.terms));
  const auto known = order.key.empty() ? placed_.end() : placed_.find({order.by, order.key});
  if (known != placed_.end()) {
    const core::OrderId before{known->second.order};
    if (IsSame(known->second.asked, order.terms)) return ManualPlacement{before, true};
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("the key \"{}\" has placed order {} already, which was another: "
                                  "take a new key for a new order",
                                  order.key, before.value));
  }
  TRY(const OrderForecast forecast, Forecast(order, now));
  OperatorRecord record;
  record.act = OperatorAct::kOrder;
  record.by = order.by;
  record.reason = order.reason;
  record.terms = order.terms;
  record.key = order.key;
  by_hand_.reset();
  TRY(Act(record, now));
  if (by_hand_) return ManualPlacement{*by_hand_};
  return base::Fail(base::ErrorCode::kRefused,
                    "the order was not placed: it is refused by " + TextOf(forecast.refusals));
}

/// What was placed before a restart is in records of its own.
base::Status LiveSession::PlaceByHand(const OperatorRecord& record, base::UnixNanos now) {
  if (core_->desk().warming()) return {};
  if (!record.terms)
    return base::Fail(base::ErrorCode::kCorrupt, "an order by hand lacks its terms");
  TRY(CheckTerms(*record.terms));
  core::Intent intent = IntentOf(*record.terms, texts_.Keep(ReasonText(record.reason)), now);
  intent.id = core_->desk().NewIntentId();
  by_hand_ = core_->desk().SubmitAlone(intent, now).order;
  if (!by_hand_ || record.key.empty()) return {};
  const PlacedRecord placed{record.by, record.key, *record.terms, by_hand_->value};
  placed_[{record.by, record.key}] = placed;
  log_.Write(placed);
  return {};
}

}  // namespace keel::engine
