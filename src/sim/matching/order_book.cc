// SPDX-License-Identifier: MIT
#include "sim/matching/order_book.h"

#include <algorithm>

#include "base/check.h"

namespace keel::sim::matching {
namespace {

using core::Side;

constexpr int64_t kNoFloor = PriceLadder::kNone + 1;
// Any sum of open lots fits 63 bits, so no sum in here needs a check of its own.
constexpr int64_t kMostOpen = int64_t{1} << 62;
constexpr size_t kMostChanges = size_t{1} << 20;

constexpr Place PlaceOf(Side side) { return side == Side::kBuy ? Place::kBids : Place::kAsks; }
constexpr int64_t KeyOf(Side side, int64_t price) { return side == Side::kBuy ? price : -price; }
constexpr int64_t PriceOf(Place place, int64_t key) {
  return place == Place::kBids || place == Place::kFalling ? key : -key;
}
constexpr bool IsTriggered(OrderKind kind) { return kind >= OrderKind::kStop; }
constexpr bool IsMarket(OrderKind kind) {
  return kind == OrderKind::kMarket || kind == OrderKind::kStop || kind == OrderKind::kTakeProfit;
}
constexpr bool IsStop(OrderKind kind) {
  return kind == OrderKind::kStop || kind == OrderKind::kStopLimit;
}
// A buy stop and a sell take-profit wait for the price to rise.
constexpr Place WaitingPlace(const NewOrder& request) {
  return IsStop(request.kind) == (request.side == Side::kBuy) ? Place::kRising : Place::kFalling;
}
constexpr bool EndsAtOnce(const NewOrder& request) {
  return IsMarket(request.kind) || request.tif == core::TimeInForce::kIoc ||
         request.tif == core::TimeInForce::kFok;
}

// Written where it stays: a record built beside it and copied over costs a stalled load an event.
Event& Write(Events& out, EventKind kind, const Order& about, int64_t quantity) {
  Event& event = out.emplace_back();
  event.kind = kind;
  event.side = about.side;
  event.order = about.id;
  event.price = about.limit;
  event.quantity = quantity;
  return event;
}
Event& Write(Events& out, EventKind kind, const NewOrder& about, int64_t quantity) {
  Event& event = out.emplace_back();
  event.kind = kind;
  event.side = about.side;
  event.order = about.id;
  event.price = about.price;
  event.quantity = quantity;
  return event;
}
void RefuseUnknown(uint64_t id, Events& out) {
  Event& event = out.emplace_back();
  event.kind = EventKind::kRejected;
  event.reason = Reason::kUnknownId;
  event.order = id;
}

Order OrderFrom(const NewOrder& request) {
  Order order;
  order.id = request.id;
  order.visible = request.quantity;
  order.display = request.display;
  order.limit = request.price;
  order.account = request.account;
  order.side = request.side;
  order.self_trade = request.self_trade;
  if (request.tif == core::TimeInForce::kFok) {
    order.flags = kAllOrNothing | kTakesOnly;
  } else if (EndsAtOnce(request)) {
    order.flags = kTakesOnly;
  }
  if (request.tif == core::TimeInForce::kGtd) order.flags |= kExpires;
  return order;
}

}  // namespace

OrderBook::OrderBook(const BookLimits& limits) : limits_(limits) {
  CHECK(limits.price_max > 0 && limits.price_max <= kMaxTicks, "a book's price limit");
  CHECK(limits.quantity_max > 0 && limits.quantity_max <= kMaxLots, "a book's quantity limit");
}

void OrderBook::Submit(const NewOrder& request, Events& out) {
  if (const Reason why = Refuse(request); why != Reason::kNone) [[unlikely]] {
    Write(out, EventKind::kRejected, request, request.quantity).reason = why;
    return;
  }
  Write(out, EventKind::kAccepted, request, request.quantity).order_open = request.quantity;
  Order order = OrderFrom(request);
  Expiry expiry;
  if ((order.flags & kExpires) != 0) expiry = {request.expire_time.ns, ++arrivals_};
  if (IsTriggered(request.kind)) {
    order.place = WaitingPlace(request);
    order.key = order.place == Place::kRising ? -request.trigger : request.trigger;
    Rest(order, expiry);
    return;
  }
  const Sweep sweep = Execute(order, expiry, out);
  if (sweep.first != 0) RunTriggers(sweep, out);
}

void OrderBook::Cancel(uint64_t id, Events& out) {
  const uint32_t slot = ids_.Find(id, pool_);
  if (slot == 0) return RefuseUnknown(id, out);
  Close(slot, EventKind::kCanceled, Reason::kByOwner, out);
}

void OrderBook::Link(uint64_t one, uint64_t other) {
  const uint32_t a = ids_.Find(one, pool_), b = ids_.Find(other, pool_);
  CHECK(a != 0 && b != 0 && a != b, "a link of orders that are not open");
  CHECK(((pool_[a].flags | pool_[b].flags) & kLinked) == 0, "an order that is linked already");
  CHECK(pool_[a].place >= Place::kRising || pool_[b].place >= Place::kRising,
        "a link of two orders that wait for nothing");
  pool_[a].flags |= kLinked;
  pool_[b].flags |= kLinked;
  links_[one] = other;
  links_[other] = one;
}

// The slot of the other one.
uint32_t OrderBook::DropLink(uint32_t slot) {
  const auto link = links_.find(pool_[slot].id);
  const uint64_t other_id = link->second;
  const uint32_t other = ids_.Find(other_id, pool_);
  for (const uint32_t linked : {slot, other}) pool_[linked].flags &= static_cast<uint8_t>(~kLinked);
  links_.erase(link);
  links_.erase(other_id);
  return other;
}

// The other one is on another ladder than the one that acts, or waits for its turn to act.
void OrderBook::EndOther(uint32_t slot, Events& out) {
  const uint32_t other = DropLink(slot);
  const auto queued = std::find(triggered_.begin(), triggered_.end(), other);
  if (queued == triggered_.end()) {
    Close(other, EventKind::kExpired, Reason::kOtherActed, out);
  } else {
    *queued = 0;
    const Order& order = pool_[other];
    Write(out, EventKind::kExpired, order, order.open()).reason = Reason::kOtherActed;
    open_quantity_ -= order.open();
    Forget(other);
  }
  out.back().counterpart = pool_[slot].id;
}

void OrderBook::Reduce(uint64_t id, int64_t open, Events& out) {
  const uint32_t slot = ids_.Find(id, pool_);
  if (slot == 0) return RefuseUnknown(id, out);
  Order& order = pool_[slot];
  if (open <= 0 || open >= order.open()) {
    Event& event = Write(out, EventKind::kRejected, order, 0);
    event.reason = Reason::kBadQuantity;
    event.order_open = order.open();
    return;
  }
  open_quantity_ -= order.open() - open;
  const int64_t visible = std::min(order.visible, open);
  Level& level = ladder(order.place).At(order.key);
  level.visible -= order.visible - visible;
  if (visible != order.visible) Touch(order.place, order.key, level);
  order.visible = visible;
  order.hidden = open - visible;
  Write(out, EventKind::kReduced, order, open).order_open = open;
}

void OrderBook::Replace(uint64_t id, const NewOrder& order, Events& out) {
  const uint32_t slot = ids_.Find(id, pool_);
  if (slot == 0) return RefuseUnknown(id, out);
  Close(slot, EventKind::kCanceled, Reason::kReplaced, out);
  Submit(order, out);
}

// The first rule that the request breaks; the plain limit order passes the fewest questions.
Reason OrderBook::Refuse(const NewOrder& request) const {
  if (request.id == 0) return Reason::kBadId;
  if (ids_.Find(request.id, pool_) != 0) return Reason::kDuplicateId;
  if (request.quantity <= 0 || request.quantity > limits_.quantity_max) return Reason::kBadQuantity;
  const bool plain = request.kind == OrderKind::kLimit && request.tif == core::TimeInForce::kGtc &&
                     !request.post_only && request.display == 0 && request.trigger == 0;
  if (!plain || request.self_trade > SelfTradePrevention::kExpireBoth ||
      request.side > Side::kSell) {
    if (const Reason why = RefuseTerms(request); why != Reason::kNone) return why;
  }
  const int64_t price_min = IsMarket(request.kind) ? 0 : 1;
  if (request.price < price_min || request.price > limits_.price_max) return Reason::kBadPrice;
  if (request.post_only && WouldTake(request.side, request.price)) return Reason::kWouldTake;
  if (EndsAtOnce(request) && !IsTriggered(request.kind)) return Reason::kNone;
  const bool full =
      pool_.size() >= limits_.orders_max || request.quantity > kMostOpen - open_quantity_;
  return full ? Reason::kBookFull : Reason::kNone;
}

Reason OrderBook::RefuseTerms(const NewOrder& request) const {
  using core::TimeInForce;
  if (request.side > Side::kSell || request.kind > OrderKind::kTakeProfitLimit ||
      request.tif > TimeInForce::kGtd || request.self_trade > SelfTradePrevention::kExpireBoth) {
    return Reason::kBadTerms;
  }
  if (request.post_only && (request.kind != OrderKind::kLimit || EndsAtOnce(request))) {
    return Reason::kBadTerms;
  }
  if (request.tif == TimeInForce::kGtd) {
    if (request.kind == OrderKind::kMarket) return Reason::kBadTerms;
    if (request.expire_time.ns <= now_ns_) return Reason::kExpiryPassed;
  }
  if (request.display != 0) {
    const bool in_range = request.display > 0 && request.display <= request.quantity;
    if (!in_range || EndsAtOnce(request)) return Reason::kBadDisplay;
    const int64_t parts = (request.quantity - 1) / request.display + 1;
    if (parts > limits_.iceberg_parts_max) return Reason::kBadDisplay;
  }
  return RefuseTrigger(request);
}

Reason OrderBook::RefuseTrigger(const NewOrder& request) const {
  if (!IsTriggered(request.kind)) {
    return request.trigger == 0 ? Reason::kNone : Reason::kBadTrigger;
  }
  if (request.trigger <= 0 || request.trigger > limits_.price_max) return Reason::kBadTrigger;
  if (last_price_ == 0) return Reason::kNone;
  const bool reached = WaitingPlace(request) == Place::kRising ? last_price_ >= request.trigger
                                                               : last_price_ <= request.trigger;
  return reached ? Reason::kWouldTrigger : Reason::kNone;
}

bool OrderBook::WouldTake(Side side, int64_t price) const {
  const PriceLadder& makers = ladder(PlaceOf(core::Opposite(side)));
  return !makers.empty() && makers.best_key() >= -KeyOf(side, price);
}

// The taker's whole turn; what is left of a resting kind goes into the book.
OrderBook::Sweep OrderBook::Execute(Order& taker, const Expiry& expiry, Events& out) {
  Sweep sweep{.side = taker.side};
  taker.place = PlaceOf(taker.side);
  taker.key = KeyOf(taker.side, taker.limit);
  const int64_t floor = taker.limit == 0 ? kNoFloor : -taker.key;
  const bool fits = (taker.flags & kAllOrNothing) == 0 || Fillable(taker, floor) >= taker.visible;
  if (fits && !Match(taker, floor, sweep, out)) return sweep;
  if (taker.visible == 0) return sweep;
  if ((taker.flags & kTakesOnly) != 0) {
    Write(out, EventKind::kExpired, taker, taker.visible).reason = Reason::kUnfilledRest;
    return sweep;
  }
  if (taker.display != 0) {
    taker.hidden = std::max<int64_t>(taker.visible - taker.display, 0);
    taker.visible -= taker.hidden;
  }
  Rest(taker, expiry);
  return sweep;
}

// False where self-trade prevention ended the taker.
bool OrderBook::Match(Order& taker, int64_t floor, Sweep& sweep, Events& out) {
  PriceLadder& makers = ladder(PlaceOf(core::Opposite(taker.side)));
  while (taker.visible != 0 && makers.best_key() >= floor) {
    Level& level = makers.best();
    const Order& maker = pool_[level.head];
    if (maker.account == taker.account && taker.self_trade != SelfTradePrevention::kNone) {
      if (!PreventSelfTrade(taker, level.head, out)) return false;
      continue;
    }
    sweep.last = PriceOf(maker.place, maker.key);
    if (sweep.first == 0) sweep.first = sweep.last;
    Trade(taker, level, out);
  }
  return true;
}

// One trade between the taker and the first order of the best level.
void OrderBook::Trade(Order& taker, Level& level, Events& out) {
  const uint32_t slot = level.head;
  Order& maker = pool_[slot];
  const int64_t quantity = std::min(taker.visible, maker.visible);
  taker.visible -= quantity;
  maker.visible -= quantity;
  level.visible -= quantity;
  open_quantity_ -= quantity;
  last_price_ = PriceOf(maker.place, maker.key);
  Touch(maker.place, maker.key, level);
  Event& event = Write(out, EventKind::kTrade, taker, quantity);
  event.counterpart = maker.id;
  event.price = last_price_;
  event.order_open = taker.visible;
  event.maker_open = maker.open();
  event.trade = ++trades_;
  if ((maker.flags & kLinked) != 0) [[unlikely]]
    EndOther(slot, out);
  if (maker.visible != 0) return;
  Unlink(slot);
  if (maker.hidden == 0) {
    Forget(slot);
    return;
  }
  maker.visible = std::min(maker.display, maker.hidden);
  maker.hidden -= maker.visible;
  Append(slot);
  Write(out, EventKind::kRefilled, maker, maker.visible).order_open = maker.open();
}

// False where the taker ended.
bool OrderBook::PreventSelfTrade(Order& taker, uint32_t slot, Events& out) {
  const Order& maker = pool_[slot];
  const int64_t price = PriceOf(maker.place, maker.key);
  const uint64_t maker_id = maker.id;
  if (taker.self_trade != SelfTradePrevention::kExpireTaker) {
    Close(slot, EventKind::kExpired, Reason::kSelfTrade, out);
    out.back().counterpart = taker.id;
  }
  if (taker.self_trade == SelfTradePrevention::kExpireMaker) return true;
  Event& event = Write(out, EventKind::kExpired, taker, taker.visible);
  event.reason = Reason::kSelfTrade;
  event.counterpart = maker_id;
  event.price = price;
  return false;
}

// What the taker would trade now, counted up to its size. Where its own order would end it, only
// what stands before that order counts: slices that icebergs would show next come behind.
int64_t OrderBook::Fillable(const Order& taker, int64_t floor) const {
  const PriceLadder& makers = ladder(PlaceOf(core::Opposite(taker.side)));
  int64_t total = 0;
  for (int64_t key = makers.best_key(); key >= floor; key = makers.NextWorse(key)) {
    int64_t shown = 0, hidden = 0;
    for (uint32_t slot = makers.Find(key)->head; slot != 0; slot = pool_[slot].next) {
      const Order& maker = pool_[slot];
      if (maker.account == taker.account && taker.self_trade != SelfTradePrevention::kNone) {
        if (taker.self_trade == SelfTradePrevention::kExpireMaker) continue;
        return total + shown;
      }
      shown += maker.visible;
      hidden += maker.hidden;
      if (total + shown >= taker.visible) return total + shown;
    }
    total += shown + hidden;
    if (total >= taker.visible) break;
  }
  return total;
}

void OrderBook::RunTriggers(Sweep sweep, Events& out) {
  QueueTouched(sweep);
  for (size_t i = 0; i < triggered_.size(); ++i) {
    const uint32_t slot = std::exchange(triggered_[i], 0);
    if (slot == 0) continue;  // another one that acted before has ended it
    if ((pool_[slot].flags & kLinked) != 0) EndOther(slot, out);
    Order order = pool_[slot];
    const Expiry expiry = (order.flags & kExpires) != 0 ? expiries_[slot] : Expiry{};
    Event& event = Write(out, EventKind::kTriggered, order, order.visible);
    event.price = PriceOf(order.place, order.key);
    event.order_open = order.visible;
    open_quantity_ -= order.visible;
    Forget(slot);
    sweep = Execute(order, expiry, out);
    if (sweep.first != 0) QueueTouched(sweep);
  }
  triggered_.clear();
}

// A buy's first trade is its lowest, so it touches from above first; a sell's the other way round.
void OrderBook::QueueTouched(const Sweep& sweep) {
  if (sweep.side == Side::kBuy) {
    QueueFrom(Place::kFalling, sweep.first);
    QueueFrom(Place::kRising, -sweep.last);
  } else {
    QueueFrom(Place::kRising, -sweep.first);
    QueueFrom(Place::kFalling, sweep.last);
  }
}

void OrderBook::QueueFrom(Place place, int64_t floor) {
  PriceLadder& waiting = ladder(place);
  while (waiting.best_key() >= floor) {
    const uint32_t slot = waiting.best().head;
    Unlink(slot);
    triggered_.push_back(slot);
  }
}

// Remembers that a level changed, once until the change is taken.
void OrderBook::Touch(Place place, int64_t key, Level& level) {
  ++version_;
  if (level.listed || place >= Place::kRising || changes_lost_) return;
  level.listed = true;
  std::vector<int64_t>& keys = changes_[static_cast<size_t>(place)];
  keys.push_back(key);
  if (keys.size() > kMostChanges) LoseChanges();
}

// Takes an order in at order.place and order.key, last in its queue.
void OrderBook::Rest(const Order& order, const Expiry& expiry) {
  const uint32_t slot = pool_.Take(order);
  ids_.Insert(order.id, slot);
  open_quantity_ += order.open();
  if ((order.flags & kExpires) != 0) Schedule(slot, expiry);
  Append(slot);
}

void OrderBook::Append(uint32_t slot) {
  Order& order = pool_[slot];
  Level& level = ladder(order.place).FindOrAdd(order.key);
  order.next = 0;
  order.prev = level.tail;
  if (level.tail == 0) {
    level.head = slot;
  } else {
    pool_[level.tail].next = slot;
  }
  level.tail = slot;
  ++level.orders;
  level.visible += order.visible;
  Touch(order.place, order.key, level);
}

// Out of its queue; its visible lots leave the level with it.
void OrderBook::Unlink(uint32_t slot) {
  const Order& order = pool_[slot];
  PriceLadder& levels = ladder(order.place);
  Level& level = levels.At(order.key);
  (order.prev == 0 ? level.head : pool_[order.prev].next) = order.next;
  (order.next == 0 ? level.tail : pool_[order.next].prev) = order.prev;
  level.visible -= order.visible;
  Touch(order.place, order.key, level);
  if (--level.orders == 0) levels.Remove(order.key);
}

// Out of the pool and the table of ids.
void OrderBook::Forget(uint32_t slot) {
  const Order& order = pool_[slot];
  if ((order.flags & kLinked) != 0) DropLink(slot);
  if ((order.flags & kExpires) != 0) {
    expiries_[slot] = {};
    --expiring_;
  }
  ids_.Erase(order.id, slot);
  pool_.GiveBack(slot);
}

void OrderBook::Close(uint32_t slot, EventKind kind, Reason reason, Events& out) {
  const Order& order = pool_[slot];
  Write(out, kind, order, order.open()).reason = reason;
  open_quantity_ -= order.open();
  Unlink(slot);
  Forget(slot);
}

}  // namespace keel::sim::matching
