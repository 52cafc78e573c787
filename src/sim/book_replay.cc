// SPDX-License-Identifier: MIT
#include "sim/book_replay.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "sim/matching/order.h"

namespace keel::sim {
namespace {

using core::Side;
using matching::Reason;

constexpr int64_t kNoFloor = INT64_MIN;
constexpr int64_t kLoadWindowNs = base::Milliseconds(100).ns;

// A feed may claim any time; an hour's latency after this one is still a time.
constexpr base::UnixNanos kLatest = base::kEndOfTime - base::Hours(2);

constexpr int64_t KeyOf(Side side, int64_t ticks) { return side == Side::kBuy ? ticks : -ticks; }
constexpr bool EndsAtOnce(const ReplayOrder& order) {
  return !order.limit || order.tif == core::TimeInForce::kIoc ||
         order.tif == core::TimeInForce::kFok;
}

}  // namespace

BookReplay::BookReplay(const matching::BookScale& scale, const models::QueueModel& queue,
                       const models::OrderLatency& latency, uint64_t seed)
    : scale_(scale), queue_(queue), latency_(latency), seed_(seed) {}

void BookReplay::OnBook(const core::BookUpdate& update) {
  MoveTo(update.event_time.ns != 0 ? update.event_time : update.received_time, false);
  CountLoad(static_cast<int64_t>(update.bids.size() + update.asks.size()));
  if (update.is_snapshot) {
    Replace(Side::kBuy, update.bids);
    Replace(Side::kSell, update.asks);
  } else {
    SetLevels(Side::kBuy, update.bids);
    SetLevels(Side::kSell, update.asks);
  }
  FillCrossed(Side::kBuy);
  FillCrossed(Side::kSell);
}

void BookReplay::OnTrade(const core::TradeTick& trade) {
  MoveTo(trade.time, false);
  CountLoad(1);
  const auto ticks = scale_.Ticks(trade.price);
  const auto lots = scale_.Lots(trade.quantity);
  if (!ticks || !lots) {
    ++refused_;
    return;
  }
  const Side passive = core::Opposite(trade.aggressor);
  TradeAgainst(passive, KeyOf(passive, *ticks), *lots);
}

// What of a trade between others reaches our orders.
void BookReplay::TradeAgainst(Side passive, int64_t key, int64_t lots) {
  int64_t filled = 0;
  for (Own& order : own(passive)) {
    if (order.key < key) break;
    // A trade beyond the order's price would have met the order first.
    const int64_t reaches = order.key > key ? lots : queue_.OnTrade(lots, order.position);
    const int64_t fill = std::min(order.open, reaches - filled);
    if (fill <= 0) continue;
    filled += fill;
    Fill(passive, order, order.key, fill);
  }
  if (filled > 0) DropFilled(passive);
}

void BookReplay::OnOrderAdded(const FeedOrder& order) {
  MoveTo(order.time, false);
  CountLoad(1);
  const auto ticks = scale_.Ticks(order.price);
  const auto lots = scale_.Lots(order.quantity);
  if (!ticks || !lots || others_.size() >= kMostFeedOrders || others_.contains(order.id)) {
    ++refused_;
    return;
  }
  const int64_t key = KeyOf(order.side, *ticks);
  const int64_t before = side(order.side).Shown(key);
  if (before > matching::kMaxLots) {  // sums stay within 63 bits
    ++refused_;
    return;
  }
  others_[order.id] = {order.side, key, *lots, ++arrivals_};
  side(order.side).Set(key, before + *lots);
  MoveQueues(order.side, key, before, before + *lots);
  FillCrossed(core::Opposite(order.side));
}

void BookReplay::OnOrderLess(const FeedOrder& order, bool traded) {
  MoveTo(order.time, false);
  CountLoad(1);
  const auto at = others_.find(order.id);
  const auto lots = scale_.Lots(order.quantity);
  if (at == others_.end() || !lots || *lots > at->second.open) {
    ++refused_;
    return;
  }
  Other& other = at->second;
  if (traded) TradeAgainst(other.side, other.key, *lots);
  const int64_t before = side(other.side).Shown(other.key);
  side(other.side).Set(other.key, std::max<int64_t>(before - *lots, 0));
  MoveQueues(other.side, other.key, before, before - *lots);
  for (Own& own_order : own(other.side)) {
    if (own_order.key == other.key) queue_.OnOrderLess(other.arrival, *lots, own_order.position);
  }
  other.open -= *lots;
  if (other.open == 0) others_.erase(at);
}

void BookReplay::AdvanceTo(base::UnixNanos now) { MoveTo(now, true); }

// Requests that arrive before `time` come first.
void BookReplay::MoveTo(base::UnixNanos time, bool inclusive) {
  time = std::min(time, kLatest);
  while (!requests_.empty() &&
         (requests_.front().arrival < time || (inclusive && requests_.front().arrival == time))) {
    time_ = std::max(time_, requests_.front().arrival);
    Request request = std::move(requests_.front());
    requests_.pop_front();
    Arrive(request);
  }
  time_ = std::max(time_, time);
}

void BookReplay::CountLoad(int64_t events) {
  if (time_.ns >= window_end_ns_) {
    const int64_t window = time_.ns / kLoadWindowNs;
    const bool next = window == load_window_ + 1;
    load_ = next ? static_cast<double>(window_events_) * (1e9 / kLoadWindowNs) : 0;
    load_window_ = window;
    window_end_ns_ = (window + 1) * kLoadWindowNs;
    window_events_ = 0;
  }
  window_events_ += events;
}

void BookReplay::Send(Deed deed, const ReplayOrder& order, std::string_view name,
                      base::UnixNanos now) {
  base::RandomStream stream(seed_, name, order.id);
  const base::UnixNanos arrival = ArrivalOf(now, stream);
  requests_.push_back({arrival, deed, order, stream});
}

base::UnixNanos BookReplay::ArrivalOf(base::UnixNanos now, base::RandomStream& stream) {
  now = std::min(now, kLatest);
  const base::Duration entry = latency_.Entry({now, load_}, stream);
  return last_arrival_ = std::max(last_arrival_, now + entry);
}

base::UnixNanos BookReplay::ReceiptOf(base::UnixNanos then, base::RandomStream& stream) {
  const base::Duration response = latency_.Response({then, load_}, stream);
  return last_received_ = std::max(last_received_, then + response);
}

void BookReplay::Submit(const ReplayOrder& order, base::UnixNanos now) {
  Send(Deed::kEnter, order, "sim.replay.order", now);
}

void BookReplay::Cancel(uint64_t id, base::UnixNanos now) {
  Send(Deed::kCancel, {.id = id, .quantity = {}, .limit = {}}, "sim.replay.cancel", now);
}

void BookReplay::Reduce(uint64_t id, core::Quantity less, base::UnixNanos now) {
  Send(Deed::kReduce, {.id = id, .quantity = less, .limit = {}}, "sim.replay.reduce", now);
}

void BookReplay::EnterAtVenue(const ReplayOrder& order, base::UnixNanos now) {
  MoveTo(now, true);
  Request request{.arrival = now,
                  .order = order,
                  .stream = base::RandomStream(seed_, "sim.replay.triggered", order.id)};
  ArriveOrder(request);
}

void BookReplay::CancelAtVenue(uint64_t id, base::UnixNanos now) {
  MoveTo(now, true);
  Request request{now,
                  Deed::kCancel,
                  {.id = id, .quantity = {}, .limit = {}},
                  base::RandomStream(seed_, "sim.replay.venue cancel", id)};
  Arrive(request);
}

void BookReplay::ReduceAtVenue(uint64_t id, core::Quantity less, base::UnixNanos now) {
  MoveTo(now, true);
  Request request{now,
                  Deed::kReduce,
                  {.id = id, .quantity = less, .limit = {}},
                  base::RandomStream(seed_, "sim.replay.venue reduce", id)};
  Arrive(request);
}

std::optional<ReplayReport> BookReplay::TakeReport(base::UnixNanos now) {
  if (reports_.empty() || reports_.front().received_time > now) return std::nullopt;
  const ReplayReport report = reports_.front();
  reports_.pop_front();
  return report;
}

void BookReplay::Arrive(Request& request) {
  switch (request.deed) {
    case Deed::kEnter:
      return ArriveOrder(request);
    case Deed::kCancel:
      return ArriveCancel(request);
    case Deed::kReduce:
      return ArriveReduction(request);
  }
}

BookReplay::Own* BookReplay::Find(uint64_t id) {
  for (std::vector<Own>& orders : own_) {
    const auto at =
        std::find_if(orders.begin(), orders.end(), [id](const Own& own) { return own.id == id; });
    if (at != orders.end()) return &*at;
  }
  return nullptr;
}

void BookReplay::ArriveReduction(Request& request) {
  ReplayReport report{.kind = ReplayReportKind::kReduced, .order = request.order.id};
  Own* order = Find(request.order.id);
  const auto less = scale_.Lots(request.order.quantity);
  if (order == nullptr) {
    report.reason = Reason::kUnknownId;
  } else if (!less || *less >= order->open) {
    report.reason = Reason::kBadQuantity;
  } else {
    order->open -= *less;
    report.quantity = request.order.quantity;
  }
  if (order != nullptr) report.open = scale_.QuantityOf(order->open);
  Report(report, request.stream);
}

void BookReplay::ArriveCancel(Request& request) {
  for (std::vector<Own>& orders : own_) {
    const auto at = std::find_if(orders.begin(), orders.end(),
                                 [&](const Own& own) { return own.id == request.order.id; });
    if (at == orders.end()) continue;
    Report({.kind = ReplayReportKind::kCanceled,
            .reason = Reason::kByOwner,
            .order = at->id,
            .quantity = scale_.QuantityOf(at->open)},
           request.stream);
    orders.erase(at);
    return;
  }
  Report({.kind = ReplayReportKind::kRejected,
          .reason = Reason::kUnknownId,
          .order = request.order.id},
         request.stream);
}

void BookReplay::ArriveOrder(Request& request) {
  const ReplayOrder& order = request.order;
  Own own{.id = order.id, .stream = request.stream};
  if (const Reason why = Enter(order, own); why != Reason::kNone) {
    Report({.kind = ReplayReportKind::kRejected, .reason = why, .order = order.id}, own.stream);
    return;
  }
  Report({.order = order.id, .quantity = order.quantity, .open = order.quantity}, own.stream);
  const int64_t floor = order.limit ? -own.key : kNoFloor;
  const bool fits = order.tif != core::TimeInForce::kFok || CanTake(order.side, floor, own.open);
  if (fits) Take(order.side, floor, own);
  if (own.open == 0) return;
  if (!EndsAtOnce(order)) return Rest(order.side, own);
  Report({.kind = ReplayReportKind::kCanceled,
          .reason = Reason::kUnfilledRest,
          .order = own.id,
          .quantity = scale_.QuantityOf(own.open)},
         own.stream);
}

// Fills in what of `own` follows from the order, or says why it is refused.
Reason BookReplay::Enter(const ReplayOrder& order, Own& own) const {
  for (const std::vector<Own>& orders : own_) {
    if (std::any_of(orders.begin(), orders.end(), [&](const Own& o) { return o.id == order.id; })) {
      return Reason::kDuplicateId;
    }
  }
  if (order.tif == core::TimeInForce::kGtd) return Reason::kBadTerms;
  if (order.post_only && EndsAtOnce(order)) return Reason::kBadTerms;
  if (!EndsAtOnce(order) && open_orders() >= kMostOrders) return Reason::kBookFull;
  const auto lots = scale_.Lots(order.quantity);
  if (!lots) return lots.error();
  own.open = *lots;
  if (!order.limit) return Reason::kNone;
  const auto ticks = scale_.Ticks(*order.limit);
  if (!ticks) return ticks.error();
  own.key = KeyOf(order.side, *ticks);
  return order.post_only && CanTake(order.side, -own.key, 1) ? Reason::kWouldTake : Reason::kNone;
}

// Whether `lots` are there at keys of the other side down to `floor`.
bool BookReplay::CanTake(Side taker, int64_t floor, int64_t lots) const {
  const auto& levels = side(core::Opposite(taker)).levels();
  for (size_t i = levels.size(); i-- > 0 && levels[i].key >= floor && lots > 0;) {
    lots -= std::min(lots, levels[i].available());
  }
  return lots == 0;
}

void BookReplay::Take(Side taker, int64_t floor, Own& own) {
  auto& levels = side(core::Opposite(taker)).levels();
  for (size_t i = levels.size(); i-- > 0 && levels[i].key >= floor && own.open > 0;) {
    const int64_t lots = std::min(own.open, levels[i].available());
    if (lots == 0) continue;
    levels[i].taken += lots;
    own.open -= lots;
    Report({.kind = ReplayReportKind::kFilled,
            .order = own.id,
            .price = scale_.PriceOf(std::abs(levels[i].key)),
            .quantity = scale_.QuantityOf(lots),
            .open = scale_.QuantityOf(own.open)},
           own.stream);
  }
}

void BookReplay::Rest(Side s, const Own& own_order) {
  std::vector<Own>& orders = own(s);
  const auto at = std::find_if(orders.begin(), orders.end(),
                               [&](const Own& o) { return o.key < own_order.key; });
  const auto resting = orders.insert(at, own_order);
  resting->position = queue_.OnArrival(side(s).Shown(own_order.key), ++arrivals_);
}

void BookReplay::Adopt(const ReplayOrder& order) {
  const auto ticks = scale_.Ticks(order.limit.value());
  const auto lots = scale_.Lots(order.quantity);
  CHECK(ticks && lots, "an adopted order is off the tick or the lot");
  Rest(order.side, {.id = order.id,
                    .key = KeyOf(order.side, *ticks),
                    .open = *lots,
                    .position = {},
                    .stream = base::RandomStream(seed_, "sim.replay.adopted", order.id)});
  FillCrossed(order.side);
}

int64_t BookReplay::LotsOf(const core::BookLevel& level) {
  if (level.quantity.is_zero()) return 0;
  const auto lots = scale_.Lots(level.quantity);
  if (lots) return *lots;
  ++refused_;
  return -1;
}

void BookReplay::SetLevels(Side s, const std::vector<core::BookLevel>& levels) {
  const bool alone = own(s).empty();
  for (const core::BookLevel& level : levels) {
    const auto ticks = scale_.Ticks(level.price);
    if (!ticks) {
      ++refused_;
      continue;
    }
    const int64_t lots = LotsOf(level);
    if (lots < 0) continue;
    const int64_t key = KeyOf(s, *ticks);
    const int64_t before = side(s).Set(key, lots);
    if (!alone) MoveQueues(s, key, before, lots);
  }
}

// Levels that the snapshot does not have are gone; the others change as if updated.
void BookReplay::Replace(Side s, const std::vector<core::BookLevel>& levels) {
  std::vector<int64_t> kept;
  kept.reserve(levels.size());
  for (const core::BookLevel& level : levels) {
    if (const auto ticks = scale_.Ticks(level.price)) kept.push_back(KeyOf(s, *ticks));
  }
  std::sort(kept.begin(), kept.end());
  std::vector<ReplaySide::Level> gone;
  for (const ReplaySide::Level& level : side(s).levels()) {
    if (!std::binary_search(kept.begin(), kept.end(), level.key)) gone.push_back(level);
  }
  for (const ReplaySide::Level& level : gone) {
    side(s).Set(level.key, 0);
    MoveQueues(s, level.key, level.shown, 0);
  }
  SetLevels(s, levels);
}

void BookReplay::MoveQueues(Side s, int64_t key, int64_t before, int64_t after) {
  for (Own& order : own(s)) {
    if (order.key == key) queue_.OnDepthChange(before, after, order.position);
  }
}

// The other side has come to our price: it would have traded with us, as far as it goes.
void BookReplay::FillCrossed(Side s) {
  std::vector<Own>& orders = own(s);
  if (orders.empty()) return;
  auto& levels = side(core::Opposite(s)).levels();
  bool filled = false;
  for (Own& order : orders) {
    for (size_t i = levels.size(); i-- > 0 && levels[i].key >= -order.key && order.open > 0;) {
      const int64_t lots = std::min(order.open, levels[i].available());
      if (lots == 0) continue;
      levels[i].taken += lots;
      Fill(s, order, order.key, lots);
      filled = true;
    }
  }
  if (filled) DropFilled(s);
}

void BookReplay::Fill(Side s, Own& order, int64_t key, int64_t lots) {
  order.open -= lots;
  Report({.kind = ReplayReportKind::kFilled,
          .order = order.id,
          .price = scale_.PriceOf(KeyOf(s, key)),
          .quantity = scale_.QuantityOf(lots),
          .open = scale_.QuantityOf(order.open),
          .liquidity = core::Liquidity::kMaker},
         order.stream);
}

void BookReplay::DropFilled(Side s) {
  std::erase_if(own(s), [](const Own& order) { return order.open == 0; });
}

void BookReplay::Report(ReplayReport report, base::RandomStream& stream) {
  report.venue_time = time_;
  report.received_time = ReceiptOf(time_, stream);
  reports_.push_back(report);
}

std::optional<core::BookLevel> BookReplay::Best(Side s) const {
  const auto& levels = side(s).levels();
  if (levels.empty()) return std::nullopt;
  const ReplaySide::Level& best = levels.back();
  return core::BookLevel{scale_.PriceOf(KeyOf(s, best.key)), scale_.QuantityOf(best.shown)};
}

std::optional<core::Quantity> BookReplay::QueueAhead(uint64_t id) const {
  for (const std::vector<Own>& orders : own_) {
    for (const Own& order : orders) {
      if (order.id == id) return scale_.QuantityOf(order.position.ahead);
    }
  }
  return std::nullopt;
}

}  // namespace keel::sim
