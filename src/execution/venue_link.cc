// SPDX-License-Identifier: MIT
// What the link does with its orders. Its audits are in venue_link_audit.cc.
#include "execution/venue_link.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"

namespace keel::execution {
namespace {

using core::OrderEnd;

/// Why an order ended that a venue ended without its last execution.
OrderEnd WhyEnded(const core::Order& order, VenueStatus status, std::optional<OrderEnd> asked) {
  const core::TimeInForce tif = order.terms.tif;
  if (status == VenueStatus::kExpired) {
    return tif == core::TimeInForce::kGtd ? OrderEnd::kExpired : OrderEnd::kUnfilledRest;
  }
  return asked.value_or(OrderEnd::kCanceledByVenue);
}

core::Fill MakeFill(const core::Order& order, const VenueTrade& trade) {
  core::Fill fill;
  fill.order = order.id;
  fill.strategy = order.strategy;
  fill.instrument = order.terms.instrument;
  fill.side = order.terms.side;
  fill.liquidity = trade.liquidity;
  fill.price = trade.price;
  fill.quantity = trade.quantity;
  fill.fee = trade.fee;
  fill.time = trade.time;
  fill.reason = order.reason;
  fill.venue_trade = trade.number;
  if (order.reference_price > 0) {
    const double sign = fill.side == core::Side::kBuy ? 1 : -1;
    const double worse = sign * (trade.price.ToDouble() - order.reference_price);
    fill.cost.impact = worse * trade.quantity.ToDouble();
  }
  return fill;
}

}  // namespace

VenueLink::VenueLink(VenueLinkOptions options)
    : options_(std::move(options)),
      names_(options_.session),
      next_request_(options_.first_request) {
  for (const uint64_t before : options_.trades_before) trades_.emplace_back(before);
}

bool VenueLink::IsOurs(const std::string& client_id) const {
  const auto id = names_.Find(client_id);
  return id && id->value <= last_order_;
}

VenueLink::Live* VenueLink::Find(core::OrderId id) {
  const auto at = live_.find(id);
  return at == live_.end() ? nullptr : &at->second;
}

VenueLink::Live* VenueLink::FindLive(const VenueOrder& told) {
  const auto client = by_client_.find(told.client_id);
  if (client != by_client_.end()) return Find(client->second);
  const auto number = by_number_.find({told.instrument, told.venue_id});
  return number == by_number_.end() ? nullptr : Find(number->second);
}

RequestId VenueLink::Ask(decltype(Request::what) what, Waiting waiting) {
  const RequestId id{next_request_++};
  waiting_.emplace(id, waiting);
  requests_.push_back({id, std::move(what)});
  return id;
}

// ---- The engine's side.

void VenueLink::Submit(const risk::ApprovedOrder& approved, base::UnixNanos now) {
  const core::Order& order = approved.order();
  Live live{order, ClientId(order.id), now};
  live.placed = order.terms.quantity;
  CHECK(order.terms.instrument.index < trades_.size(), "an order in a pair that the link lacks");
  Ask(PlaceOrder{live.client_id, now, order.terms, order.protection_price},
      {Waiting::Kind::kPlace, order.id, order.terms.instrument, now});
  if (!needs_audits()) next_audit_ = now + options_.audit_every;
  last_order_ = std::max(last_order_, order.id.value);
  by_client_.emplace(live.client_id, order.id);
  live_.emplace(order.id, std::move(live));
}

void VenueLink::Cancel(core::OrderId id, OrderEnd why, base::UnixNanos now) {
  Live* live = Find(id);
  if (live == nullptr) return;
  live->cancel = live->cancel.value_or(why);
  if (!live->cancelling) SendCancel(*live, now);
}

void VenueLink::Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) {
  Live* live = Find(amend.order());
  if (live == nullptr || live->end) return;  // its end is about to be told
  const RequestId request =
      Ask(AmendAtVenue{live->client_id, amend.instrument(), now, amend.quantity()},
          {Waiting::Kind::kAmend, amend.order(), amend.instrument(), now});
  live->amend = Amendment{amend.quantity(), now, request};
}

// To cancel twice does no harm: numbers of orders are used once.
void VenueLink::SendCancel(Live& live, base::UnixNanos now) {
  live.cancelling = true;
  live.cancel_at = base::kEndOfTime;
  Ask(CancelAtVenue{live.client_id, live.order.terms.instrument},
      {Waiting::Kind::kCancel, live.order.id, live.order.terms.instrument, now});
}

// ---- What the venue says.

void VenueLink::OnEvent(const VenueEvent& event, base::UnixNanos now) {
  std::visit([&](const auto& e) { On(e, now); }, event);
}

void VenueLink::On(const Answer& answer, base::UnixNanos now) {
  const auto at = waiting_.find(answer.request);
  if (at == waiting_.end()) {  // given up, or told twice: what it says of orders still counts
    if (const auto* told = std::get_if<VenueOrder>(&answer.what)) Learn(*told, now);
    return;
  }
  const Waiting waiting = at->second;
  waiting_.erase(at);
  switch (waiting.kind) {
    case Waiting::Kind::kPlace:
      return OnPlaced(waiting.order, answer, now);
    case Waiting::Kind::kCancel:
      return OnCancelled(waiting.order, answer, now);
    case Waiting::Kind::kAmend:
      return OnAmended(waiting.order, answer, now);
    case Waiting::Kind::kOrder:
      return OnOrder(waiting, answer, now);
    case Waiting::Kind::kOpenOrders:
      return OnOpenOrders(waiting, answer, now);
    case Waiting::Kind::kTrades:
      return OnTrades(waiting, answer, now);
    case Waiting::Kind::kBalances:
      return OnBalances(waiting, answer, now);
  }
}

void VenueLink::On(const StreamOrder& message, base::UnixNanos now) {
  // The execution first: then nothing is missing when the order is told to have it.
  if (Live* live = FindLive(message.order); live != nullptr && message.trade) {
    LearnNumber(*live, message.order.venue_id, now);
    BookTrade(*message.trade, now);
    if (FindLive(message.order) == nullptr) return;  // that was its last one
  } else if (message.trade) {
    Adopt(*message.trade, now);
  }
  Learn(message.order, now);
}

void VenueLink::OnPlaced(core::OrderId id, const Answer& answer, base::UnixNanos now) {
  if (const auto* told = std::get_if<VenueOrder>(&answer.what)) return Learn(*told, now);
  Live* live = Find(id);
  if (live == nullptr) return;
  const auto* refused = std::get_if<Refused>(&answer.what);
  const auto* failure = std::get_if<Failure>(&answer.what);
  const bool not_sent = failure != nullptr && *failure == Failure::kNotSent;
  if (live->accepted) return PollFrom(*live, now);  // the stream knows better than a refusal
  if (refused != nullptr) return EndUnplaced(id, refused->why, now);
  if (not_sent) return EndUnplaced(id, OrderEnd::kNotSent, now);
  LoseSight(*live, now);
}

void VenueLink::OnCancelled(core::OrderId id, const Answer& answer, base::UnixNanos now) {
  if (Live* live = Find(id)) live->cancelling = false;
  if (const auto* told = std::get_if<VenueOrder>(&answer.what)) Learn(*told, now);
  Live* live = Find(id);
  if (live == nullptr) return;
  // Not confirmed: it may have filled, may not have arrived yet, or nobody heard.
  live->cancel_at = now + options_.first_poll;
  if (!live->end) PollFrom(*live, now);
}

void VenueLink::OnAmended(core::OrderId id, const Answer& answer, base::UnixNanos now) {
  if (const auto* told = std::get_if<VenueOrder>(&answer.what)) Learn(*told, now);
  Live* live = Find(id);
  // An earlier amend's answer says nothing of the one that is open.
  if (live == nullptr || !live->amend || live->amend->request != answer.request) return;
  if (!live->amend->open) return;
  const auto* refused = std::get_if<Refused>(&answer.what);
  const auto* failure = std::get_if<Failure>(&answer.what);
  if (refused != nullptr) {
    SettleAmend(*live, refused->why, now);
  } else if (failure != nullptr && *failure == Failure::kNotSent) {
    SettleAmend(*live, OrderEnd::kNotSent, now);
  } else if (std::holds_alternative<NotFound>(answer.what)) {  // it has ended: how is asked
    SettleAmend(*live, OrderEnd::kRefusedByVenue, now);
  } else {
    live->amend->unknown = true;
  }
  PollFrom(*live, now + options_.first_poll);
}

void VenueLink::SettleAmend(Live& live, std::optional<OrderEnd> refused, base::UnixNanos now) {
  live.amend->open = live.amend->unknown = false;
  if (refused) ++refused_amends_;
  reports_.push_back(core::OrderAmended{live.order.id, live.order.terms.quantity, refused, now});
}

/// An order that is what it was when the amend can no longer come was not amended; before, that
/// proves nothing.
void VenueLink::LookAtAmend(Live& live, core::Quantity told, base::UnixNanos asked_at,
                            base::UnixNanos now) {
  if (!live.amend || !live.amend->open) return;
  if (told.is_positive() && asked_at > LastEntry(live.amend->stamp)) {
    return SettleAmend(live, OrderEnd::kNeverArrived, now);
  }
  if (live.amend->unknown) PollLater(live, now);
}

void VenueLink::OnOrder(const Waiting& waiting, const Answer& answer, base::UnixNanos now) {
  if (Live* live = Find(waiting.order)) live->asking = false;
  const auto* told = std::get_if<VenueOrder>(&answer.what);
  if (told != nullptr) Learn(*told, now);
  Live* live = Find(waiting.order);
  if (live == nullptr) return;
  if (told != nullptr) return LookAtAmend(*live, told->quantity, waiting.asked_at, now);
  PollLater(*live, now);
  if (std::holds_alternative<NotFound>(answer.what)) OnAbsence(*live, waiting.asked_at, now);
}

/// An order that is not there when it can no longer come is not placed; before, that proves
/// nothing.
void VenueLink::OnAbsence(Live& live, base::UnixNanos asked_at, base::UnixNanos now) {
  constexpr int kEnough = 2;
  if (live.accepted) {
    if (++live.absences != kLostAfter) return;
    return Dispute(
        fmt::format("the venue accepted order {} and no longer knows it: look there what "
                    "became of it, and resume, which ends it here",
                    live.client_id),
        now);
  }
  if (!stream_up_) return;
  if (asked_at <= LastEntry(live.stamp)) return;
  if (++live.absences >= kEnough) EndUnplaced(live.order.id, OrderEnd::kNeverArrived, now);
}

// ---- What is learnt of an order.

// Messages may be old, late or told twice: what was executed only grows, and an end is final.
void VenueLink::Learn(const VenueOrder& told, base::UnixNanos now) {
  Live* live = FindLive(told);
  if (live == nullptr) {
    if (IsOurs(told.client_id)) {
      ++late_words_;
    } else {
      MeetForeign(told, now);
    }
    return;
  }
  live->doubtful = false;
  live->absences = 0;
  if (told.status == VenueStatus::kRejected && !live->accepted && told.executed.is_zero()) {
    return EndUnplaced(live->order.id, OrderEnd::kRefusedByVenue, now);
  }
  Accept(*live, now);
  SeeQuantity(*live, told.quantity, now);
  live->executed = std::max(live->executed, told.executed);
  if (told.status != VenueStatus::kWorking) live->end = told.status;
  const core::OrderId id = live->order.id;
  LearnNumber(*live, told.venue_id, now);
  live = Find(id);  // its last execution may have been among the strangers
  if (live != nullptr) Settle(*live, now);
}

/// Amends only lower what an order is for, so more than is known is old news. A market order may be
/// rounded to the venue's step.
void VenueLink::SeeQuantity(Live& live, core::Quantity quantity, base::UnixNanos now) {
  const core::Quantity known =
      live.quantity.is_positive() ? live.quantity : live.order.terms.quantity;
  if (!quantity.is_positive() || quantity == known) return;
  const bool is_market = live.order.terms.type == core::OrderType::kMarket;
  if (!is_market && quantity > known && quantity <= live.placed) return;
  live.quantity = quantity;
  if (is_market) return;
  if (live.amend && quantity == live.amend->quantity && quantity >= live.booked) {
    live.order.terms.quantity = quantity;
    return SettleAmend(live, std::nullopt, now);
  }
  Dispute(fmt::format("order {} of {} was changed to {} at the venue: look there who did it",
                      live.client_id, known.ToString(), quantity.ToString()),
          now);
}

void VenueLink::LearnNumber(Live& live, uint64_t venue_id, base::UnixNanos now) {
  if (venue_id == 0 || live.venue_id != 0) return;
  live.venue_id = venue_id;
  const core::InstrumentId pair = live.order.terms.instrument;
  by_number_[{pair, venue_id}] = live.order.id;
  for (const VenueTrade& trade : trades_[pair.index].TakeOf(venue_id)) BookTrade(trade, now);
}

void VenueLink::Accept(Live& live, base::UnixNanos now) {
  if (live.accepted) return;
  live.accepted = true;
  live.unknown = false;
  live.poll_at = base::kEndOfTime;
  reports_.push_back(core::OrderAccepted{live.order.id, now});
  // A cancel that came before the order did has done nothing.
  if (live.cancel && !live.cancelling) live.cancel_at = std::min(live.cancel_at, now);
}

void VenueLink::BookTrade(const VenueTrade& trade, base::UnixNanos now) {
  TradeBook& book = trades_[trade.instrument.index];
  if (book.Knows(trade.number)) return;
  const auto at = by_number_.find({trade.instrument, trade.venue_id});
  if (at != by_number_.end()) return BookOf(*Find(at->second), trade, now);
  book.Keep(trade);
  if (const auto surplus = book.TakeSurplus()) Adopt(*surplus, now);
}

void VenueLink::BookOf(Live& live, const VenueTrade& trade, base::UnixNanos now) {
  const core::Quantity ordered = live.order.terms.quantity;
  if (!trade.quantity.is_positive() || live.booked + trade.quantity > ordered ||
      trade.side != live.order.terms.side) {
    return Dispute(fmt::format("execution {} of order {} is not one of that order: it says {} {}",
                               trade.number, live.client_id, core::ToString(trade.side),
                               trade.quantity.ToString()),
                   now);
  }
  Accept(live, now);
  trades_[trade.instrument.index].Add(trade.number);
  live.booked += trade.quantity;
  live.executed = std::max(live.executed, live.booked);
  reports_.push_back(core::OrderFilled{MakeFill(live.order, trade)});
  Settle(live, now);
}

/// Tells the end once every execution before it is booked, and asks for those that are missing.
void VenueLink::Settle(Live& live, base::UnixNanos now) {
  if (live.booked == live.order.terms.quantity) return Forget(live.order.id, now);
  if (live.misses_trades()) return AskTrades(live.order.terms.instrument, false, now);
  if (!live.end) return;
  // With less executed than was ordered, as far as it says.
  const bool was_reduced = live.quantity.is_positive() && live.booked >= live.quantity;
  if (*live.end == VenueStatus::kFilled && !was_reduced) {
    return AskTrades(live.order.terms.instrument, false, now);
  }
  reports_.push_back(
      core::OrderCanceled{live.order.id, WhyEnded(live.order, *live.end, live.cancel), now});
  Forget(live.order.id, now);
}

void VenueLink::LoseSight(Live& live, base::UnixNanos now) {
  if (live.accepted || live.unknown) return;
  live.unknown = true;
  reports_.push_back(core::OrderOutcomeUnknown{live.order.id, now});
  live.poll_step = options_.first_poll;
  live.poll_at = now + live.poll_step;
}

void VenueLink::EndUnplaced(core::OrderId id, OrderEnd why, base::UnixNanos now) {
  reports_.push_back(core::OrderRejected{id, why, now});
  Forget(id, now);
}

void VenueLink::Forget(core::OrderId id, base::UnixNanos now) {
  const auto at = live_.find(id);
  RememberEnd(at->second.client_id, now, now);
  by_client_.erase(at->second.client_id);
  by_number_.erase({at->second.order.terms.instrument, at->second.venue_id});
  live_.erase(at);
}

void VenueLink::EndLost(base::UnixNanos now) {
  std::vector<core::OrderId> lost;
  for (const auto& [id, live] : live_) {
    if (live.is_lost()) lost.push_back(id);
  }
  for (const core::OrderId id : lost) {
    // Whatever cancel was asked for: nobody confirmed it, so nothing is sent in its place.
    reports_.push_back(core::OrderCanceled{id, OrderEnd::kCanceledByVenue, now});
    Forget(id, now);
  }
}

void VenueLink::Dispute(std::string text, base::UnixNanos now) {
  ++disputes_;
  discrepancies_.push_back({std::move(text), now});
}

// ---- Time.

void VenueLink::PollFrom(Live& live, base::UnixNanos when) {
  live.poll_step = options_.first_poll;
  live.poll_at = std::min(live.poll_at, when);
}

void VenueLink::PollLater(Live& live, base::UnixNanos now) {
  live.poll_step = std::clamp(live.poll_step * 2, options_.first_poll, options_.last_poll);
  live.poll_at = now + live.poll_step;
}

void VenueLink::Poll(Live& live, base::UnixNanos now) {
  live.poll_at = base::kEndOfTime;
  if (live.asking) return;
  live.asking = true;
  Ask(QueryOrder{live.client_id, live.order.terms.instrument},
      {Waiting::Kind::kOrder, live.order.id, live.order.terms.instrument, now});
}

base::UnixNanos VenueLink::next_timer() const {
  base::UnixNanos next = needs_audits() ? next_audit_ : base::kEndOfTime;
  for (const auto& [id, live] : live_) next = std::min({next, live.poll_at, live.cancel_at});
  for (const auto& [id, w] : waiting_) next = std::min(next, w.asked_at + options_.answer_patience);
  return next;
}

void VenueLink::OnTimer(base::UnixNanos now) {
  LoseAnswers(now);
  for (auto& [id, live] : live_) {
    if (live.poll_at <= now) Poll(live, now);
    if (live.cancel_at <= now) {
      live.cancel_at = base::kEndOfTime;
      if (!live.cancelling && !live.end) SendCancel(live, now);
    }
  }
  if (needs_audits() && next_audit_ <= now) StartAudit(now);
}

/// A connector answers every request; where none comes, what happened is unknown.
void VenueLink::LoseAnswers(base::UnixNanos now) {
  std::vector<RequestId> lost;
  for (const auto& [id, waiting] : waiting_) {
    if (waiting.asked_at + options_.answer_patience <= now) lost.push_back(id);
  }
  for (const RequestId id : lost) On(Answer{id, Failure::kUnknown}, now);
}

}  // namespace keel::execution
