// SPDX-License-Identifier: MIT
#include "sim/sim_venue.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "execution/impact_model.h"
#include "risk/check.h"
#include "sim/round_against.h"

namespace keel::sim {
namespace {

using core::Decimal;
using core::OrderEnd;
using core::OrderType;
using core::Price;
using core::Quantity;
using core::Rounding;
using core::Side;
using core::TimeInForce;

bool IsLimitNow(const core::OrderTerms& terms, bool triggered) {
  return terms.type == OrderType::kLimit || (terms.type == OrderType::kStopLimit && triggered);
}

/// Whether what does not fill at its first price ends there.
bool FillsAtOnce(const core::Order& order) {
  return order.protection_price.is_positive() || order.terms.tif == TimeInForce::kIoc ||
         order.terms.tif == TimeInForce::kFok;
}

}  // namespace

SimVenue::SimVenue(const core::Universe& universe, market::Board& board,
                   std::vector<PairSettings> pairs, SimVenueOptions options)
    : universe_(&universe),
      board_(&board),
      options_(std::move(options)),
      fees_(options_.fees),
      pairs_(pairs.size()),
      balances_(universe.currencies().size()) {
  CHECK(pairs.size() == universe.instruments().size(), "settings for every pair are required");
  for (size_t i = 0; i < pairs.size(); ++i) {
    pairs_[i].settings = pairs[i];
    pairs_[i].latency_name = "sim.latency " + universe.instruments()[i].symbol.ToString();
  }
}

void SimVenue::Submit(const risk::ApprovedOrder& approved, base::UnixNanos now) {
  const core::Order& order = approved.order();
  PairState& pair = pairs_[order.terms.instrument.index];
  SimOrder sim{order, LatencyOf(pair, order.strategy)};
  sim.open = order.terms.quantity;
  sim.arrival = now + options_.latency.Draw(sim.latency);
  sim.active_from = sim.arrival;
  if (options_.rests) sim.rest = options_.rests(order);
  pair.orders.push_back(std::move(sim));
  Reschedule(pair);
}

void SimVenue::SubmitBracket(const risk::ApprovedOrder& entry,
                             std::span<const risk::ApprovedOrder> exits, base::UnixNanos now) {
  Submit(entry, now);
  PairState& pair = pairs_[entry.order().terms.instrument.index];
  for (const risk::ApprovedOrder& exit : exits) {
    Submit(exit, now);
    SimOrder& waits = pair.orders.back();
    waits.entry = entry.order().id;
    waits.unbought = std::exchange(waits.open, Quantity());
  }
}

// Told by pair, strategy and count, so that orders elsewhere shift nobody's draws.
base::RandomStream SimVenue::LatencyOf(PairState& pair, core::StrategyId strategy) {
  if (pair.orders_of.size() <= strategy.index) pair.orders_of.resize(strategy.index + 1u, 0);
  const uint64_t item = (uint64_t{strategy.index} << 48) + pair.orders_of[strategy.index]++;
  return base::RandomStream(options_.seed, pair.latency_name, item);
}

void SimVenue::Cancel(core::OrderId id, OrderEnd why, base::UnixNanos now) {
  for (PairState& pair : pairs_) {
    for (SimOrder& order : pair.orders) {
      if (order.order.id != id) continue;
      order.cancel_at = std::max(now + options_.latency.Draw(order.latency), order.arrival);
      order.cancel_why = why;
      Reschedule(pair);
      return;
    }
  }
}

void SimVenue::Amend(const risk::ApprovedAmend& amend, base::UnixNanos now) {
  PairState& pair = pairs_[amend.instrument().index];
  for (SimOrder& order : pair.orders) {
    if (order.order.id != amend.order()) continue;
    order.amend_at = std::max(now + options_.latency.Draw(order.latency), order.arrival);
    order.amend_to = amend.quantity();
    Reschedule(pair);
    return;
  }
}

void SimVenue::EndBars(core::InstrumentId id) {
  PairState& pair = pairs_[id.index];
  pair.bar = nullptr;
  pair.ended = true;
  Reschedule(pair);
}

base::UnixNanos SimVenue::Delist(core::InstrumentId id, base::UnixNanos now) {
  EndBars(id);
  PairState& pair = pairs_[id.index];
  while (!pair.orders.empty()) {
    End(pair, pair.orders.front().order.id, OrderEnd::kCanceledByDelisting, now);
  }
  Reschedule(pair);
  return std::max(now, pair.last_report);
}

void SimVenue::Settle(core::InstrumentId id, Quantity quantity, Price price) {
  const core::Instrument& instrument = universe_->at(id);
  balances_[instrument.base.index] -= quantity.value();
  balances_[instrument.quote.index] += core::Notional(price, quantity);
}

// What is too little to sell is not held.
bool SimVenue::Holds(const PairState& pair, const core::Instrument& instrument) const {
  const Decimal held = balances_[instrument.base.index];
  return held.is_positive() &&
         held.ToDouble() * pair.bar->open >= instrument.min_notional.ToDouble();
}

// One that was flat fears the high, a holder the low: who turns from one into the other in a bar
// must not find the fears of the other still ahead, or a target would come before a stop.
void SimVenue::TurnPath(PairState& pair, base::UnixNanos now) {
  pair.holds = !pair.holds;
  if (options_.path != PathRule::kPessimistic && options_.path != PathRule::kOptimistic) return;
  const double price = pair.path.PriceAt(now);
  for (SimOrder& order : pair.orders) {
    if (order.best <= 0) continue;
    order.best = order.order.terms.side == Side::kSell ? std::max(order.best, price)
                                                       : std::min(order.best, price);
  }
  pair.path = pair.path.TurnedAt(now);
}

void SimVenue::Prepare(PairState& pair) {
  if (pair.prepared) return;
  pair.prepared = true;
  const core::Instrument& instrument =
      universe_->instruments()[static_cast<size_t>(&pair - pairs_.data())];
  pair.holds = Holds(pair, instrument);
  pair.path = BarPath(*pair.bar, pair.close_time, options_.path, pair.holds);
  const double volume =
      pair.settings.volume_per_bar > 0 ? pair.settings.volume_per_bar : pair.bar->volume;
  pair.capacity = risk::WholeLots(volume * options_.max_bar_share, instrument.lot);
  for (SimOrder& order : pair.orders) {
    if (order.best_after_bar > 0) order.best = order.best_after_bar;
  }
}

void SimVenue::Reschedule(PairState& pair) {
  pair.next = {};
  if (pair.bar != nullptr && !pair.orders.empty()) Prepare(pair);
  for (size_t i = 0; i < pair.orders.size(); ++i) {
    const Occurrence occurrence = NextOf(pair.orders[i], pair);
    if (occurrence.time >= pair.next.time) continue;
    pair.next = occurrence;
    pair.next_order = i;
  }
  FindNextPair();
}

void SimVenue::FindNextPair() {
  next_time_ = base::kEndOfTime;
  for (size_t i = 0; i < pairs_.size(); ++i) {
    if (pairs_[i].next.time >= next_time_) continue;
    next_time_ = pairs_[i].next.time;
    next_pair_ = i;
  }
}

SimVenue::Occurrence SimVenue::NextOf(SimOrder& order, PairState& pair) {
  if (!order.accepted) return {order.arrival, Kind::kArrive, 0};
  Occurrence next{order.cancel_at, Kind::kCancel, 0};
  if (order.amend_at <= next.time) next = {order.amend_at, Kind::kAmend, 0};
  const core::OrderTerms& terms = order.order.terms;
  if (terms.tif == TimeInForce::kGtd && terms.expire_time < next.time) {
    next = {std::max(terms.expire_time, order.arrival), Kind::kExpire, 0};
  }
  if (pair.bar == nullptr) return next;
  const Occurrence by_price = NextPriceOccurrence(order, pair);
  return by_price.time < next.time ? by_price : next;
}

SimVenue::Occurrence SimVenue::NextPriceOccurrence(SimOrder& order, PairState& pair) {
  const core::OrderTerms& terms = order.order.terms;
  const BarPath& path = pair.path;
  const base::UnixNanos from = std::max(order.active_from, path.start());
  if (from > path.end() || order.open.is_zero()) return {};
  const bool buys = terms.side == Side::kBuy;
  const auto occurrence = [](const std::optional<BarPath::Point>& point, Kind kind) {
    return point ? Occurrence{point->time, kind, point->price} : Occurrence{};
  };
  if (order.taking) {
    if (pair.capacity.is_zero() && !FillsAtOnce(order.order)) return {};
    return {from, Kind::kTake, order.trigger_price.value_or(path.PriceAt(from))};
  }
  const bool limit_now = IsLimitNow(terms, order.triggered);
  if (!order.met && (limit_now || terms.type == OrderType::kMarket)) return {from, Kind::kMeet, 0};
  if (limit_now) return NextRestingFill(order, pair, from);
  if (terms.type == OrderType::kTrailingStop) {
    if (order.best <= 0) order.best = path.PriceAt(from);
    order.best_after_bar = order.best;
    return occurrence(path.FirstRetreat(from, terms.trail_fraction, !buys, &order.best_after_bar),
                      Kind::kTrigger);
  }
  const bool falling = (terms.type == OrderType::kTakeProfit) == buys;
  return occurrence(path.FirstCrossing(from, terms.stop_price.ToDouble(), falling), Kind::kTrigger);
}

SimVenue::Occurrence SimVenue::NextRestingFill(const SimOrder& order, const PairState& pair,
                                               base::UnixNanos from) const {
  const BarPath& path = pair.path;
  const core::OrderTerms& terms = order.order.terms;
  if (order.rest != nullptr) {
    const std::vector<KnownFill>& fills = order.rest->fills;
    const bool is_known = order.next_fill < fills.size();
    from = std::max(from, is_known ? fills[order.next_fill].time : order.rest->until);
    if (from > path.end()) return {};
    if (is_known) return {from, Kind::kRestingFill, 0};
  }
  if (pair.capacity.is_zero()) return {};
  // Nobody knows the queue: the pessimist is filled only when the price trades through.
  const Price through =
      options_.path == PathRule::kPessimistic ? universe_->at(terms.instrument).tick : Price();
  const bool falling = terms.side == Side::kBuy;
  const Price level = falling ? terms.limit_price - through : terms.limit_price + through;
  const auto point = path.FirstCrossing(from, level.ToDouble(), falling);
  return point ? Occurrence{point->time, Kind::kRestingFill, point->price} : Occurrence{};
}

void SimVenue::Step() {
  PairState& pair = pairs_[next_pair_];
  Happen(pair, pair.next_order);
  Reschedule(pair);
}

void SimVenue::Happen(PairState& pair, size_t index) {
  SimOrder& order = pair.orders[index];
  const core::OrderId id = order.order.id;
  const Occurrence what = pair.next;
  std::optional<OrderEnd> end;
  switch (what.kind) {
    case Kind::kArrive:
      if (pair.ended) {
        Say(order, what.time, core::OrderRejected{id, OrderEnd::kNotTrading, what.time});
        pair.orders.erase(pair.orders.begin() + static_cast<std::ptrdiff_t>(index));
        return;
      }
      order.accepted = true;
      Say(order, what.time, core::OrderAccepted{id, what.time});
      return;
    case Kind::kCancel:
      end = order.cancel_why;
      break;
    case Kind::kAmend:
      Lessen(order, what.time);
      return;
    case Kind::kExpire:
      end = OrderEnd::kExpired;
      break;
    case Kind::kMeet:
      end = Meet(pair, order, what.time);
      break;
    case Kind::kTrigger:
      Trigger(pair, order, what);
      return;
    case Kind::kTake:
      end = Take(pair, order, what.price, what.time);
      break;
    case Kind::kRestingFill:
      FillResting(pair, order, what.time);
      break;
  }
  if (end) End(pair, id, *end, what.time);
}

/// As a venue does: an amend that would leave nothing open, or as much as before, is refused.
void SimVenue::Lessen(SimOrder& order, base::UnixNanos now) {
  core::OrderTerms& terms = order.order.terms;
  order.amend_at = base::kEndOfTime;
  const Quantity less = terms.quantity - order.amend_to;
  std::optional<OrderEnd> refused;
  if (less.is_positive() && less < order.open) {
    terms.quantity = order.amend_to;
    order.open -= less;
  } else {
    refused = OrderEnd::kRefusedByVenue;
  }
  Say(order, now, core::OrderAmended{order.order.id, terms.quantity, refused, now});
}

void SimVenue::Trigger(PairState& pair, SimOrder& order, const Occurrence& what) {
  order.triggered = true;
  order.active_from = what.time;
  order.order.reference_price = what.price;
  const core::OrderTerms& terms = order.order.terms;
  if (terms.stop_price.is_positive()) order.order.reference_price = terms.stop_price.ToDouble();
  if (terms.type != OrderType::kStopLimit) {
    order.taking = true;
    order.trigger_price = what.price;
  }
  Say(order, what.time, core::OrderTriggered{order.order.id, what.time});
  CancelSiblings(pair, order.order.id, terms.oco_group, what.time);
}

std::optional<OrderEnd> SimVenue::Meet(PairState& pair, SimOrder& order, base::UnixNanos now) {
  order.met = true;
  const core::OrderTerms& terms = order.order.terms;
  if (terms.type == OrderType::kMarket) {
    order.taking = true;
    return std::nullopt;
  }
  if (order.rest != nullptr) return std::nullopt;
  const double price = pair.path.PriceAt(now);
  const double limit = terms.limit_price.ToDouble();
  const bool marketable = terms.side == Side::kBuy ? price <= limit : price >= limit;
  if (!marketable) {
    const bool at_once = terms.tif == TimeInForce::kIoc || terms.tif == TimeInForce::kFok;
    return at_once ? std::optional(OrderEnd::kUnfilledRest) : std::nullopt;
  }
  if (terms.post_only) return OrderEnd::kWouldTake;
  order.taking = true;
  return std::nullopt;
}

Quantity SimVenue::Affordable(const SimOrder& order, Quantity wanted, Price price) const {
  const core::Instrument& instrument = universe_->at(order.order.terms.instrument);
  if (order.order.terms.side == Side::kSell) {
    return std::min(wanted, Quantity(balances_[instrument.base.index]));
  }
  const Decimal unit =
      core::Mul(price.value(), Decimal::FromInt(1) + fees_.worst_rate(), Rounding::kUp);
  const Decimal cost = core::Mul(wanted.value(), unit, Rounding::kUp);
  const Decimal free = balances_[instrument.quote.index];
  if (cost <= free) return wanted;
  return Quantity(core::RoundTo(core::Div(free, unit, Rounding::kDown), instrument.lot.value(),
                                Rounding::kDown));
}

SimVenue::Execution SimVenue::PriceOf(const PairState& pair, const SimOrder& order,
                                      Quantity quantity, double price, base::UnixNanos now) const {
  const Side side = order.order.terms.side;
  const double sign = core::Sign(side);
  if (options_.path == PathRule::kPessimistic && !order.triggered &&
      order.order.terms.type == OrderType::kMarket) {
    // The way from the open to the order's arrival never helps it.
    price = sign > 0 ? std::max(price, pair.bar->open) : std::min(price, pair.bar->open);
  }
  const market::Liquidity& liquidity = board_->liquidity(order.order.terms.instrument);
  const execution::Impact own =
      execution::SquareRootImpact(pair.settings.impact_k, liquidity.daily_volatility(),
                                  quantity.ToDouble(), liquidity.average_daily_volume());
  const double against = pair.moved.Against(core::Sign(side), now);
  const double impact = own.total() + against;
  const core::Instrument& instrument = universe_->at(order.order.terms.instrument);
  Execution execution;
  execution.permanent = own.permanent;
  execution.price = RoundAgainst(price * (1 + sign * (pair.settings.half_spread + impact)),
                                 instrument.tick, side);
  const double size = quantity.ToDouble();
  const double reference = order.order.reference_price;
  execution.cost.latency = sign * (price - reference) * size;
  execution.cost.impact = impact * price * size;
  execution.cost.spread = sign * (execution.price.ToDouble() - reference) * size -
                          execution.cost.latency - execution.cost.impact;
  return execution;
}

std::optional<OrderEnd> SimVenue::Take(PairState& pair, SimOrder& order, double price,
                                       base::UnixNanos now) {
  const core::OrderTerms& terms = order.order.terms;
  const bool buys = terms.side == Side::kBuy;
  const bool limit_now = IsLimitNow(terms, order.triggered);
  const bool is_protected = order.order.protection_price.is_positive();
  const bool all_or_nothing = terms.tif == TimeInForce::kFok;
  const bool at_once = FillsAtOnce(order.order);
  order.trigger_price.reset();

  const Quantity wanted = std::min(order.open, pair.capacity);
  if (wanted.is_zero()) return OrderEnd::kUnfilledRest;  // nothing trades: only these come here
  Execution execution = PriceOf(pair, order, wanted, price, now);
  const Price bound = limit_now ? terms.limit_price : order.order.protection_price;
  if (limit_now || is_protected) {
    if (buys ? execution.price > bound : execution.price < bound) {
      order.taking = false;  // a limit rests from here on
      const double spread = price * core::Sign(terms.side) * pair.settings.half_spread;
      order.crossed =
          buys ? price + spread <= bound.ToDouble() : price + spread >= bound.ToDouble();
      return at_once ? std::optional(OrderEnd::kUnfilledRest) : std::nullopt;
    }
  }
  const Quantity quantity = Affordable(order, wanted, execution.price);
  if (all_or_nothing && quantity < order.open) return OrderEnd::kUnfilledRest;
  if (quantity.is_zero()) return OrderEnd::kInsufficientBalance;
  if (quantity < wanted) execution = PriceOf(pair, order, quantity, price, now);
  const bool filled = Book(pair, order, quantity, execution, now);
  if (filled) return std::nullopt;
  if (at_once) return OrderEnd::kUnfilledRest;
  return quantity < wanted ? std::optional(OrderEnd::kInsufficientBalance) : std::nullopt;
}

/// Of the next known fill: the same part of this order, in whole lots.
Quantity SimVenue::KnownQuantity(SimOrder& order) const {
  const core::OrderTerms& terms = order.order.terms;
  const KnownFill& known = order.rest->fills[order.next_fill++];
  const Decimal part =
      core::MulDiv(terms.quantity.value(), known.filled.value(), known.of.value(), Rounding::kDown);
  const Decimal lot = universe_->at(terms.instrument).lot.value();
  const Quantity filled = terms.quantity - order.open;
  const Quantity more = Quantity(core::RoundTo(part, lot, Rounding::kDown)) - filled;
  return std::clamp(more, Quantity(), order.open);
}

void SimVenue::FillResting(PairState& pair, SimOrder& order, base::UnixNanos now) {
  const Price limit = order.order.terms.limit_price;
  Quantity wanted = std::min(order.open, pair.capacity);
  if (order.rest != nullptr && order.next_fill < order.rest->fills.size()) {
    wanted = KnownQuantity(order);
    if (wanted.is_zero()) return;
  }
  const Quantity quantity = Affordable(order, wanted, limit);
  if (quantity.is_zero()) {
    End(pair, order.order.id, OrderEnd::kInsufficientBalance, now);
    return;
  }
  const auto liquidity = order.crossed ? core::Liquidity::kTaker : core::Liquidity::kMaker;
  Book(pair, order, quantity, {limit, {}, 0, liquidity}, now);
}

bool SimVenue::Book(PairState& pair, SimOrder& order, Quantity quantity, const Execution& execution,
                    base::UnixNanos now) {
  const core::OrderTerms& terms = order.order.terms;
  const core::Instrument& instrument = universe_->at(terms.instrument);
  const Decimal value = core::Notional(execution.price, quantity);
  const Decimal fee = fees_.Fee(value, execution.liquidity, now);
  fees_.AddVolume(value.ToDouble() * (rates_ ? rates_(instrument.quote) : 1.0), now);
  const bool buys = terms.side == Side::kBuy;
  balances_[instrument.quote.index] += (buys ? -value : value) - fee;
  balances_[instrument.base.index] += buys ? quantity.value() : -quantity.value();
  pair.moved.Add(core::Sign(terms.side), execution.permanent, now);
  if (Holds(pair, instrument) != pair.holds) TurnPath(pair, now);
  pair.capacity -= std::min(quantity, pair.capacity);  // what is known asks for no volume
  order.open -= quantity;
  order.active_from = now;
  Say(order, now,
      core::OrderFilled{{order.order.id, order.order.strategy, terms.instrument, terms.side,
                         execution.liquidity, execution.price, quantity,
                         core::Money{fee, instrument.quote}, now, execution.cost,
                         order.order.reason}});
  const core::OrderId id = order.order.id;
  const uint32_t group = terms.oco_group;
  const bool done = order.open.is_zero();
  if (buys && group != 0) Bring(pair, order, quantity, now);
  const bool is_entry = group != 0 && HasExits(pair, id);
  if (done && order.unbought.is_positive()) {  // and its entry ends below
    Say(order, now, core::OrderCanceled{id, OrderEnd::kCanceledByOco, now});
  }
  if (done) pair.orders.erase(pair.orders.begin() + (&order - pair.orders.data()));
  if (!is_entry) CancelSiblings(pair, id, group, now);
  return done;
}

bool SimVenue::HasExits(const PairState& pair, core::OrderId entry) {
  return std::any_of(pair.orders.begin(), pair.orders.end(),
                     [entry](const SimOrder& order) { return order.entry == entry; });
}

// Exits are for what is bought from now on, and no word of theirs comes before that one.
void SimVenue::Bring(PairState& pair, const SimOrder& entry, Quantity bought, base::UnixNanos now) {
  for (SimOrder& exit : pair.orders) {
    if (exit.entry != entry.order.id) continue;
    exit.open += bought;
    exit.unbought -= bought;
    exit.active_from = std::max(exit.active_from, now);
    exit.last_report = std::max(exit.last_report, entry.last_report);
  }
}

void SimVenue::CancelSiblings(PairState& pair, core::OrderId id, uint32_t group,
                              base::UnixNanos now) {
  if (group == 0) return;
  std::vector<core::OrderId> siblings;
  for (const SimOrder& other : pair.orders) {
    if (other.order.terms.oco_group == group && other.order.id != id) {
      siblings.push_back(other.order.id);
    }
  }
  for (const core::OrderId sibling : siblings) End(pair, sibling, OrderEnd::kCanceledByOco, now);
}

void SimVenue::End(PairState& pair, core::OrderId id, OrderEnd why, base::UnixNanos now) {
  const auto at = std::find_if(pair.orders.begin(), pair.orders.end(),
                               [&](const SimOrder& o) { return o.order.id == id; });
  if (at == pair.orders.end()) return;
  if (at->accepted) {
    Say(*at, now, core::OrderCanceled{id, why, now});
  } else {
    Say(*at, now, core::OrderRejected{id, why, now});
  }
  pair.orders.erase(at);
  // The exits of an entry that bought nothing.
  const auto waits = [id](const SimOrder& o) { return o.entry == id && o.open.is_zero(); };
  while (true) {
    const auto exit = std::find_if(pair.orders.begin(), pair.orders.end(), waits);
    if (exit == pair.orders.end()) return;
    End(pair, exit->order.id, OrderEnd::kCanceledByOco, now);
  }
}

// The reports of one order arrive in the order in which they were sent.
void SimVenue::Say(SimOrder& order, base::UnixNanos now, core::Report report) {
  order.last_report = std::max(order.last_report, now + options_.response.Draw(order.latency));
  PairState& pair = pairs_[order.order.terms.instrument.index];
  pair.last_report = std::max(pair.last_report, order.last_report);
  reports_.Push(order.last_report, std::move(report));
}

}  // namespace keel::sim
