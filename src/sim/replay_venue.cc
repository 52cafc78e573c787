// SPDX-License-Identifier: MIT
#include "sim/replay_venue.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "execution/impact_model.h"
#include "sim/matching/event.h"

namespace keel::sim {
namespace {

using core::OrderEnd;
using core::OrderType;
using core::Side;
using matching::Reason;

bool IsStop(OrderType type) { return type != OrderType::kMarket && type != OrderType::kLimit; }

OrderEnd EndOf(Reason reason) {
  switch (reason) {
    case Reason::kWouldTake:
      return OrderEnd::kWouldTake;
    case Reason::kUnfilledRest:
      return OrderEnd::kUnfilledRest;
    default:
      return OrderEnd::kRefusedByVenue;
  }
}

/// As it enters the book: a stop that was triggered like the order it becomes.
ReplayOrder ToReplay(const core::Order& order) {
  const core::OrderTerms& terms = order.terms;
  ReplayOrder replay{.id = order.id.value,
                     .side = terms.side,
                     .tif = terms.tif,
                     .post_only = terms.post_only,
                     .quantity = terms.quantity};
  if (terms.type == OrderType::kLimit || terms.type == OrderType::kStopLimit) {
    replay.limit = terms.limit_price;
  } else if (order.protection_price.is_positive()) {
    replay.limit = order.protection_price;
    replay.tif = core::TimeInForce::kIoc;
  } else {
    replay.tif = core::TimeInForce::kGtc;  // a market order's rest ends at once anyway
  }
  return replay;
}

/// Whether a trade at `price` triggers the stop; `best` follows the trades of one that trails.
bool IsReached(const core::OrderTerms& terms, core::Price price, core::Price* best) {
  const bool sells = terms.side == Side::kSell;
  if (terms.type == OrderType::kTakeProfit) {
    return sells ? price >= terms.stop_price : price <= terms.stop_price;
  }
  if (terms.type != OrderType::kTrailingStop) {
    return sells ? price <= terms.stop_price : price >= terms.stop_price;
  }
  if (!best->is_positive()) *best = price;
  *best = sells ? std::max(*best, price) : std::min(*best, price);
  const double distance = best->ToDouble() * terms.trail_fraction;
  return sells ? price.ToDouble() <= best->ToDouble() - distance
               : price.ToDouble() >= best->ToDouble() + distance;
}

}  // namespace

base::Result<std::unique_ptr<ReplayVenue>> ReplayVenue::Make(const core::Universe& universe,
                                                             const models::QueueModel& queue,
                                                             const models::OrderLatency& latency,
                                                             execution::FeeSchedule fees,
                                                             uint64_t seed) {
  std::unique_ptr<ReplayVenue> venue(new ReplayVenue(universe, std::move(fees), seed));
  for (const core::Instrument& pair : universe.instruments()) {
    TRY(const auto scale, matching::BookScale::Make(pair.tick, pair.lot));
    venue->pairs_.push_back({std::make_unique<BookReplay>(scale, queue, latency, seed)});
  }
  return venue;
}

void ReplayVenue::SetImpact(ReplayImpact impact) {
  CHECK(impact.board == nullptr || impact.k.size() == pairs_.size(),
        "a coefficient for every pair is required");
  impact_ = std::move(impact);
}

void ReplayVenue::Submit(const risk::ApprovedOrder& approved, base::UnixNanos now) {
  const core::Order& order = approved.order();
  orders_[order.id.value] = {order};
  Pair& pair = PairOf(order);
  if (!IsStop(order.terms.type)) return pair.book->Submit(ToReplay(order), now);
  base::RandomStream stream(seed_, "sim.replay.stop", order.id.value);
  pair.waiting.push_back({order, pair.book->ArrivalOf(now, stream)});
}

void ReplayVenue::SubmitBracket(const risk::ApprovedOrder& entry,
                                std::span<const risk::ApprovedOrder> exits, base::UnixNanos now) {
  Submit(entry, now);
  for (const risk::ApprovedOrder& exit : exits) {
    CHECK(IsStop(exit.order().terms.type), "an exit that waits for no price");
    Submit(exit, now);
    PairOf(exit.order()).waiting.back().entry = entry.order().id;
  }
}

void ReplayVenue::Cancel(core::OrderId id, OrderEnd why, base::UnixNanos now) {
  const auto known = orders_.find(id.value);
  if (known == orders_.end()) return;
  known->second.cancel_why = why;
  Pair& pair = PairOf(known->second.order);
  const auto at = std::find_if(pair.waiting.begin(), pair.waiting.end(),
                               [&](const Waiting& w) { return w.order.id == id; });
  if (at == pair.waiting.end()) return pair.book->Cancel(id.value, now);
  base::RandomStream stream(seed_, "sim.replay.stop cancel", id.value);
  const base::UnixNanos arrival = pair.book->ArrivalOf(now, stream);
  pair.stop_cancels.push_back({id, arrival});
}

void ReplayVenue::Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) {
  const auto known = orders_.find(amend.order().value);
  if (known == orders_.end()) return;
  Pair& pair = pairs_[amend.instrument().index];
  const core::Quantity less = known->second.order.terms.quantity - amend.quantity();
  const auto at = std::find_if(pair.waiting.begin(), pair.waiting.end(),
                               [&](const Waiting& w) { return w.order.id == amend.order(); });
  if (at == pair.waiting.end()) return pair.book->Reduce(amend.order().value, less, now);
  base::RandomStream stream(seed_, "sim.replay.stop amend", amend.order().value);
  const base::UnixNanos arrival = pair.book->ArrivalOf(now, stream);
  pair.stop_cancels.push_back({amend.order(), arrival, less});
}

// Nothing of a stop that waits has been filled.
void ReplayVenue::ArriveAmend(Pair& pair, const StopCancel& amend) {
  const auto at = std::find_if(pair.waiting.begin(), pair.waiting.end(),
                               [&](const Waiting& w) { return w.order.id == amend.order; });
  if (at == pair.waiting.end()) {
    return pair.book->ReduceAtVenue(amend.order.value, amend.less, amend.arrival);
  }
  at->order.terms.quantity -= amend.less;
  orders_.at(amend.order.value).order.terms.quantity = at->order.terms.quantity;
  Say(pair, amend.order, amend.arrival,
      core::OrderAmended{amend.order, at->order.terms.quantity, std::nullopt, amend.arrival});
}

// The stop may have been triggered while the cancel was on its way.
void ReplayVenue::ArriveCancel(Pair& pair, const StopCancel& cancel) {
  const auto known = orders_.find(cancel.order.value);
  if (known == orders_.end()) return;
  if (cancel.less.is_positive()) return ArriveAmend(pair, cancel);
  const auto at = std::find_if(pair.waiting.begin(), pair.waiting.end(),
                               [&](const Waiting& w) { return w.order.id == cancel.order; });
  if (at == pair.waiting.end()) return pair.book->CancelAtVenue(cancel.order.value, cancel.arrival);
  const core::OrderCanceled canceled{cancel.order, known->second.cancel_why, cancel.arrival};
  pair.waiting.erase(at);
  orders_.erase(known);
  Say(pair, cancel.order, cancel.arrival, canceled);
}

void ReplayVenue::OnBook(core::InstrumentId id, const core::BookUpdate& update) {
  Pair& pair = pairs_[id.index];
  pair.book->OnBook(update);
  Collect(pair);
}

void ReplayVenue::OnTrade(core::InstrumentId id, const core::TradeTick& trade) {
  Pair& pair = pairs_[id.index];
  pair.book->OnTrade(trade);
  AfterTrade(pair, trade);
}

void ReplayVenue::OnOrderFlow(core::InstrumentId id, const market::OrderFlow& flow,
                              base::UnixNanos time) {
  Pair& pair = pairs_[id.index];
  const FeedOrder order{time, flow.order, flow.side, flow.price, flow.quantity};
  if (flow.deed == market::OrderFlow::Deed::kAdded) {
    pair.book->OnOrderAdded(order);
    return Collect(pair);
  }
  const bool traded = flow.deed == market::OrderFlow::Deed::kTraded;
  pair.book->OnOrderLess(order, traded);
  if (!traded) return Collect(pair);
  core::TradeTick trade;
  trade.time = time;
  trade.price = flow.price;
  trade.quantity = flow.quantity;
  trade.aggressor = core::Opposite(flow.side);
  AfterTrade(pair, trade);
}

/// A trade that the book has heard of: what it did to orders of ours.
void ReplayVenue::AfterTrade(Pair& pair, const core::TradeTick& trade) {
  if (!pair.waiting.empty()) {
    const bool has_brackets = std::any_of(pair.waiting.begin(), pair.waiting.end(),
                                          [](const Waiting& w) { return w.entry.value != 0; });
    if (has_brackets) Collect(pair);  // what an entry bought in this trade its exits may sell
    Trigger(pair, trade);
  }
  Collect(pair);
}

void ReplayVenue::AdvanceTo(base::UnixNanos now) {
  for (Pair& pair : pairs_) {
    pair.book->AdvanceTo(now);
    for (Waiting& stop : pair.waiting) {
      if (stop.accepted || stop.arrival > now) continue;
      stop.accepted = true;
      Say(pair, stop.order.id, stop.arrival, core::OrderAccepted{stop.order.id, stop.arrival});
    }
    const auto later = std::stable_partition(pair.stop_cancels.begin(), pair.stop_cancels.end(),
                                             [&](const StopCancel& c) { return c.arrival <= now; });
    for (auto cancel = pair.stop_cancels.begin(); cancel != later; ++cancel) {
      ArriveCancel(pair, *cancel);
    }
    pair.stop_cancels.erase(pair.stop_cancels.begin(), later);
    Collect(pair);
  }
}

base::UnixNanos ReplayVenue::next_arrival() const {
  base::UnixNanos next = base::kEndOfTime;
  for (const Pair& pair : pairs_) {
    next = std::min(next, pair.book->next_time());
    for (const Waiting& stop : pair.waiting) {
      if (!stop.accepted) next = std::min(next, stop.arrival);
    }
    for (const StopCancel& cancel : pair.stop_cancels) next = std::min(next, cancel.arrival);
  }
  return next;
}

void ReplayVenue::Trigger(Pair& pair, const core::TradeTick& trade) {
  for (size_t i = 0; i < pair.waiting.size();) {
    Waiting& stop = pair.waiting[i];
    if (!stop.can_trigger() || !IsReached(stop.order.terms, trade.price, &stop.best)) {
      ++i;
      continue;
    }
    core::Order order = stop.order;
    const bool is_exit = stop.entry.value != 0;
    if (is_exit) order.terms.quantity = stop.bought;
    pair.waiting.erase(pair.waiting.begin() + static_cast<std::ptrdiff_t>(i));
    Say(pair, order.id, trade.time, core::OrderTriggered{order.id, trade.time});
    pair.book->EnterAtVenue(ToReplay(order), trade.time);
    if (!is_exit) continue;
    CancelSiblings(pair, order, trade.time);
    i = 0;
  }
}

/// What the entry of a bracket bought is its exits'; whether there are any.
bool ReplayVenue::Bring(Pair& pair, core::OrderId entry, const ReplayReport& report) {
  bool has_exits = false;
  for (Waiting& exit : pair.waiting) {
    if (exit.entry != entry) continue;
    has_exits = true;
    exit.bought += report.quantity;
    Known& known = orders_.at(exit.order.id.value);
    known.not_before = std::max(known.not_before, report.received_time);
  }
  return has_exits;
}

void ReplayVenue::EndUnboughtExits(Pair& pair, core::OrderId entry, base::UnixNanos now) {
  std::erase_if(pair.waiting, [&](const Waiting& exit) {
    if (exit.entry != entry || exit.bought.is_positive()) return false;
    const core::OrderId id = exit.order.id;
    orders_.erase(id.value);
    if (exit.accepted) {
      Say(pair, id, now, core::OrderCanceled{id, OrderEnd::kCanceledByOco, now});
    } else {
      Say(pair, id, now, core::OrderRejected{id, OrderEnd::kCanceledByOco, now});
    }
    return true;
  });
}

// ---- What the book says of our orders.

void ReplayVenue::Collect(Pair& pair) {
  while (const auto report = pair.book->TakeReport(base::kEndOfTime)) Hear(pair, *report);
}

void ReplayVenue::Hear(Pair& pair, const ReplayReport& report) {
  const auto known = orders_.find(report.order);
  if (known == orders_.end()) return;  // the cancel of one that had ended
  const core::OrderId id{report.order};
  const core::Order order = known->second.order;
  switch (report.kind) {
    case ReplayReportKind::kAccepted:
      // A stop was accepted when it came.
      if (!IsStop(order.terms.type)) {
        reports_.Push(report.received_time, core::OrderAccepted{id, report.venue_time});
      }
      return;
    case ReplayReportKind::kFilled:
      return HearFill(pair, report, &known->second);
    case ReplayReportKind::kCanceled: {
      const bool asked = report.reason == Reason::kByOwner;
      const OrderEnd why = asked ? known->second.cancel_why : EndOf(report.reason);
      const base::UnixNanos heard = std::max(report.received_time, known->second.not_before);
      orders_.erase(known);
      reports_.Push(heard, core::OrderCanceled{id, why, report.venue_time});
      return EndUnboughtExits(pair, id, report.venue_time);
    }
    case ReplayReportKind::kReduced:
      return HearAmend(known->second.order, report);
    case ReplayReportKind::kRejected:
      if (report.reason == Reason::kUnknownId) return;  // a cancel that came too late
      orders_.erase(known);
      reports_.Push(report.received_time,
                    core::OrderRejected{id, EndOf(report.reason), report.venue_time});
      return EndUnboughtExits(pair, id, report.venue_time);
  }
}

void ReplayVenue::HearAmend(core::Order& order, const ReplayReport& report) {
  std::optional<OrderEnd> refused;
  if (report.reason != Reason::kNone) refused = OrderEnd::kRefusedByVenue;
  order.terms.quantity -= report.quantity;
  reports_.Push(report.received_time,
                core::OrderAmended{order.id, order.terms.quantity, refused, report.venue_time});
}

void ReplayVenue::HearFill(Pair& pair, const ReplayReport& report, Known* known) {
  const core::Order order = known->order;
  known->filled += report.quantity;
  const base::UnixNanos heard = std::max(report.received_time, known->not_before);
  const bool is_short = known->filled < order.terms.quantity;  // its entry bought less
  if (report.open.is_zero()) orders_.erase(order.id.value);
  Fill(pair, order, report, heard);
  if (report.open.is_zero() && is_short) {
    reports_.Push(heard,
                  core::OrderCanceled{order.id, OrderEnd::kCanceledByOco, report.venue_time});
  }
  if (!Bring(pair, order.id, report)) CancelSiblings(pair, order, report.venue_time);
}

/// The price of a fill in a market that remembers what we did to it; never beyond a limit.
core::Price ReplayVenue::Moved(Pair& pair, const core::Order& order, const ReplayReport& report) {
  if (impact_.board == nullptr || report.liquidity != core::Liquidity::kTaker) return report.price;
  const core::Instrument& instrument = universe_.at(order.terms.instrument);
  const int sign = core::Sign(order.terms.side);
  const base::UnixNanos now = report.venue_time;
  const double worse = pair.moved.Against(sign, now);
  const market::Liquidity& liquidity = impact_.board->liquidity(instrument.id);
  const execution::Impact own =
      execution::SquareRootImpact(impact_.k[instrument.id.index], liquidity.daily_volatility(),
                                  report.quantity.ToDouble(), liquidity.average_daily_volume());
  pair.moved.Add(sign, own.permanent, now);
  if (worse == 0) return report.price;
  const bool buys = sign > 0;
  const core::Price moved =
      core::Price::FromDouble(report.price.ToDouble() * (1 + sign * worse), instrument.tick,
                              buys ? core::Rounding::kCeiling : core::Rounding::kFloor);
  const std::optional<core::Price> limit = ToReplay(order).limit;
  if (!limit) return moved;
  return buys ? std::min(moved, *limit) : std::max(moved, *limit);
}

void ReplayVenue::Fill(Pair& pair, const core::Order& order, const ReplayReport& report,
                       base::UnixNanos heard) {
  const core::Instrument& instrument = universe_.at(order.terms.instrument);
  const core::Price price = Moved(pair, order, report);
  const core::Decimal value = core::Notional(price, report.quantity);
  core::Fill fill;
  fill.order = order.id;
  fill.strategy = order.strategy;
  fill.instrument = order.terms.instrument;
  fill.side = order.terms.side;
  fill.liquidity = report.liquidity;
  fill.price = price;
  fill.quantity = report.quantity;
  fill.fee = {fees_.Fee(value, report.liquidity, report.venue_time), instrument.quote};
  fees_.AddVolume(value.ToDouble(), report.venue_time);
  fill.time = report.venue_time;
  fill.reason = order.reason;
  const auto bid = pair.book->BestBid(), ask = pair.book->BestAsk();
  if (bid && ask) {
    const double mid = (bid->price.ToDouble() + ask->price.ToDouble()) / 2;
    const double signed_size = core::Sign(fill.side) * fill.quantity.ToDouble();
    fill.cost.spread = signed_size * (report.price.ToDouble() - mid);
    fill.cost.impact = signed_size * (price.ToDouble() - report.price.ToDouble());
    fill.cost.latency = signed_size * (mid - order.reference_price);
  }
  reports_.Push(heard, core::OrderFilled{fill});
}

void ReplayVenue::CancelSiblings(Pair& pair, const core::Order& filled, base::UnixNanos now) {
  const uint32_t group = filled.terms.oco_group;
  if (group == 0) return;
  std::vector<core::OrderId> siblings;
  for (auto& [id, known] : orders_) {
    if (known.order.terms.oco_group != group || known.order.id == filled.id) continue;
    known.cancel_why = OrderEnd::kCanceledByOco;
    siblings.push_back(known.order.id);
  }
  std::sort(siblings.begin(), siblings.end());
  for (const core::OrderId id : siblings) {
    const auto stop = std::find_if(pair.waiting.begin(), pair.waiting.end(),
                                   [&](const Waiting& w) { return w.order.id == id; });
    if (stop == pair.waiting.end()) {
      pair.book->CancelAtVenue(id.value, now);
      continue;
    }
    pair.waiting.erase(stop);
    orders_.erase(id.value);
    Say(pair, id, now, core::OrderCanceled{id, OrderEnd::kCanceledByOco, now});
  }
}

void ReplayVenue::Say(Pair& pair, core::OrderId order, base::UnixNanos now, core::Report report) {
  base::RandomStream stream(seed_, "sim.replay.stop answer", order.value);
  reports_.Push(pair.book->ReceiptOf(now, stream), std::move(report));
}

}  // namespace keel::sim
