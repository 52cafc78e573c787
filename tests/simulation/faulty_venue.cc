// SPDX-License-Identifier: MIT
#include "tests/simulation/faulty_venue.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::simulation {

using base::Milliseconds;
using base::Seconds;
using base::UnixNanos;
using execution::Failure;
using execution::NotFound;
using execution::Refused;
using execution::VenueOrder;
using execution::VenueStatus;
using execution::VenueTrade;

namespace {
constexpr base::Duration kReceiveWindow = Seconds(5);
constexpr base::Duration kClockError = Milliseconds(900);  // of the account's clock, at most
}  // namespace

Faults NoFaults() {
  Faults none;
  none.broken_early = none.request_lost = none.not_sent = none.turned_away = none.request_late = 0;
  none.answer_lost = none.answer_late = none.answer_twice = none.replica_lag = 0;
  none.message_lost = none.message_twice = none.message_late = 0;
  none.stream_death_per_s = none.outage_per_s = none.refusal = none.unasked_end = 0;
  none.clock_jump_per_s = 0;
  return none;
}

FaultyVenue::FaultyVenue(uint64_t seed, Faults faults, size_t instruments,
                         core::CurrencyId fee_currency, execution::StopRules stops)
    : random_(seed, "simulation.venue"),
      faults_(faults),
      fee_currency_(fee_currency),
      stops_(stops),
      last_trade_(instruments, 0),
      filters_(instruments,
               {core::Price(core::Decimal::PowerOfTen(-2)),
                core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(5)}) {}

bool FaultyVenue::IsOffGrid(const core::OrderTerms& terms) const {
  const core::InstrumentFilters& filters = filters_[terms.instrument.index];
  return !IsMultipleOf(terms.limit_price.value(), filters.tick.value()) ||
         !IsMultipleOf(terms.stop_price.value(), filters.tick.value()) ||
         !IsMultipleOf(terms.quantity.value(), filters.lot.value());
}

bool FaultyVenue::HasRoomFor(const core::OrderTerms& terms) const {
  if (!execution::WaitsForPrice(terms.type) || stops_.most == 0) return true;
  const auto waiting = std::count_if(orders_.begin(), orders_.end(), [&](const auto& entry) {
    const Order& order = entry.second;
    return order.status == VenueStatus::kWorking && order.terms.instrument == terms.instrument &&
           execution::WaitsForPrice(order.terms.type);
  });
  return waiting < static_cast<ptrdiff_t>(stops_.most);
}

void FaultyVenue::At(UnixNanos time, Happening what) {
  due_.push({std::max(time, now_), ++sequence_, std::move(what)});
}

UnixNanos FaultyVenue::next_time() const {
  return due_.empty() ? base::kEndOfTime : due_.top().time;
}

std::vector<execution::VenueEvent> FaultyVenue::Step() {
  const Due due = due_.top();
  due_.pop();
  now_ = due.time;
  due.what(now_);
  return std::exchange(heard_, {});
}

// What is told reaches the program that was running when it was told, if it still runs.
void FaultyVenue::Tell(UnixNanos time, execution::VenueEvent event) {
  At(time, [this, life = life_, event = std::move(event)](UnixNanos) {
    if (life == life_) heard_.push_back(event);
  });
}

void FaultyVenue::Crash() {
  ++life_;
  stream_alive_ = false;
  ++stream_life_;
}

void FaultyVenue::Connect(UnixNanos now) {
  now_ = now;
  At(now + Milliseconds(50) + Upto(Seconds(2)), [this, life = life_](UnixNanos t) {
    if (life == life_) StreamUp(t);
  });
  if (faults_.outage_per_s > 0) {
    const double wait = 1 / faults_.outage_per_s;
    At(now + Seconds(static_cast<int64_t>(random_.NextUniform() * 2 * wait)), [this](UnixNanos t) {
      if (faults_.outage_per_s <= 0) return;
      outage_ = static_cast<Outage>(random_.NextBelow(3));
      outage_ends_ = t + Upto(Seconds(30));
    });
  }
}

void FaultyVenue::StreamUp(UnixNanos now) {
  if (IsDown(Outage::kAll, now)) {
    return At(outage_ends_ + Seconds(1), [this, life = life_](UnixNanos t) {
      if (life == life_) StreamUp(t);
    });
  }
  stream_alive_ = true;
  const uint64_t stream = ++stream_life_;
  Tell(now, execution::StreamState{true});
  if (faults_.stream_death_per_s <= 0) return;
  const double wait = 2 * random_.NextUniform() / faults_.stream_death_per_s;
  At(now + Milliseconds(static_cast<int64_t>(1000 * wait)), [this, stream](UnixNanos t) {
    if (stream == stream_life_ && faults_.stream_death_per_s > 0) StreamDies(t);
  });
}

// It dies without a word; that is noticed later, and later still it is up again.
void FaultyVenue::StreamDies(UnixNanos now) {
  stream_alive_ = false;
  const UnixNanos noticed = now + Upto(Seconds(20));
  Tell(noticed, execution::StreamState{false});
  At(noticed + Milliseconds(100) + Upto(Seconds(10)), [this, life = life_](UnixNanos t) {
    if (life == life_) StreamUp(t);
  });
}

void FaultyVenue::Calm(UnixNanos now) {
  now_ = now;
  faults_ = NoFaults();
  outage_ends_ = now;
  if (!stream_alive_) return;  // it is on its way up
}

// ---- Requests and answers.

void FaultyVenue::Send(const execution::Request& asked, UnixNanos now) {
  now_ = now;
  execution::Request request = asked;  // stamped with the exchange's time
  if (auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
    place->stamp = place->stamp - program_ahead_;
  } else if (auto* amend = std::get_if<execution::AmendAtVenue>(&request.what)) {
    amend->stamp = amend->stamp - program_ahead_;
  }
  const UnixNanos prompt = now + Milliseconds(1) + Upto(Milliseconds(80));
  const UnixNanos given_up = now + Seconds(8);
  if (Chance(faults_.not_sent)) return Reply(request.id, Failure::kNotSent, prompt);
  if (Chance(faults_.turned_away)) return Reply(request.id, Failure::kNotSent, prompt);
  const bool is_out = now < outage_ends_ && Hits(outage_, request);
  if (is_out || Chance(faults_.request_lost)) {
    // Whether the connector says so or nothing at all, nobody knows what became of it.
    if (Chance(0.5)) Reply(request.id, Failure::kUnknown, given_up);
    return;
  }
  if (Chance(faults_.broken_early)) {
    Tell(prompt, execution::Answer{request.id, Failure::kUnknown});
    return At(now + Upto(Seconds(20)), [this, request](UnixNanos t) { Arrive(request, t); });
  }
  UnixNanos arrival = prompt;
  if (Chance(faults_.request_late)) arrival = now + Upto(Seconds(60));
  At(arrival, [this, request](UnixNanos t) { Arrive(request, t); });
}

void FaultyVenue::Arrive(const execution::Request& request, UnixNanos now) {
  std::visit([&](const auto& what) { Execute(request.id, what, now); }, request.what);
}

void FaultyVenue::Reply(execution::RequestId id, decltype(execution::Answer::what) what,
                        UnixNanos now) {
  if (Chance(faults_.answer_lost)) {
    if (Chance(0.5)) Tell(now + Upto(Seconds(8)), execution::Answer{id, Failure::kUnknown});
    return;
  }
  UnixNanos heard = now + Milliseconds(1) + Upto(Milliseconds(80));
  if (Chance(faults_.answer_late)) heard = now + Upto(Seconds(60));
  if (Chance(faults_.answer_twice)) Tell(heard + Upto(Seconds(5)), execution::Answer{id, what});
  Tell(heard, execution::Answer{id, std::move(what)});
}

VenueOrder FaultyVenue::Told(const Order& order) {
  return {order.client_id, order.venue_id, order.terms.instrument,
          order.status,    order.executed, order.terms.quantity};
}

std::vector<Venue::Order> FaultyVenue::Orders() const {
  std::vector<Order> all;
  for (const auto& [number, order] : orders_) all.push_back(order);
  return all;
}

// The account's clock may be off either way.
bool FaultyVenue::IsLate(UnixNanos stamp, UnixNanos now) {
  const base::Duration off = Upto(kClockError * 2) - kClockError;
  return now > stamp + off + kReceiveWindow;
}

void FaultyVenue::Execute(execution::RequestId id, const execution::PlaceOrder& place,
                          UnixNanos now) {
  if (IsLate(place.stamp, now)) {
    return Reply(id, Refused{core::OrderEnd::kRefusedByVenue, "outside of the receive window"},
                 now);
  }
  if (IsOffGrid(place.terms)) {
    ++off_grid_;
    return Reply(id, Refused{core::OrderEnd::kAgainstFilters, "off the tick or the lot"}, now);
  }
  if (!stops_.Takes(place.terms.type)) failure_ = "a stop came where the exchange takes none";
  if (!HasRoomFor(place.terms)) {
    return Reply(id, Refused{core::OrderEnd::kTooManyOrders, "too many orders wait"}, now);
  }
  if (Chance(faults_.refusal)) {
    return Reply(id, Refused{core::OrderEnd::kInsufficientBalance, "insufficient balance"}, now);
  }
  const core::InstrumentId pair = place.terms.instrument;
  const bool sells = place.terms.side == core::Side::kSell;
  if (sells && for_sale(pair) + place.terms.quantity > held(pair)) {
    ++oversales_;
    if (stranger_sold()) {  // as it must be where others sell what this sale was to be of
      return Reply(id, Refused{core::OrderEnd::kInsufficientBalance, "insufficient balance"}, now);
    }
  }
  Order order{place.client_id, next_order_++, place.terms, {}, VenueStatus::kWorking};
  by_client_[place.client_id].push_back(order.venue_id);
  Order& kept = orders_.emplace(order.venue_id, order).first->second;
  Publish(kept, nullptr, now);
  const bool at_once =
      place.terms.tif == core::TimeInForce::kIoc || place.terms.type == core::OrderType::kMarket;
  if (at_once) {
    const auto lots = 1 + random_.NextBelow(10);
    if (lots > 2) {
      const core::Quantity some(
          core::RoundTo(core::MulDiv(kept.terms.quantity.value(),
                                     core::Decimal::FromInt(static_cast<int64_t>(lots)),
                                     core::Decimal::FromInt(10), core::Rounding::kDown),
                        core::Decimal::PowerOfTen(-3), core::Rounding::kDown));
      if (some.is_positive()) MakeTrade(kept, some, now);
    }
    if (kept.status == VenueStatus::kWorking) End(kept, VenueStatus::kExpired, now);
  } else {
    const uint64_t number = kept.venue_id;
    At(now + Upto(Seconds(40)), [this, number](UnixNanos t) { FillSome(number, t); });
  }
  Reply(id, Told(kept), now);
}

void FaultyVenue::Execute(execution::RequestId id, const execution::CancelAtVenue& cancel,
                          UnixNanos now) {
  const auto at = by_client_.find(cancel.client_id);
  if (at == by_client_.end()) return Reply(id, NotFound{}, now);
  Order& order = orders_.at(at->second.back());
  if (order.status != VenueStatus::kWorking) return Reply(id, NotFound{}, now);
  End(order, VenueStatus::kCanceled, now);
  Reply(id, Told(order), now);
}

void FaultyVenue::Execute(execution::RequestId id, const execution::AmendAtVenue& amend,
                          UnixNanos now) {
  const bool late = IsLate(amend.stamp, now);
  if (late || Chance(faults_.refusal)) {
    return Reply(id, Refused{core::OrderEnd::kRefusedByVenue, "it is late, or too many"}, now);
  }
  const auto at = by_client_.find(amend.client_id);
  if (at == by_client_.end()) return Reply(id, NotFound{}, now);
  Order& order = orders_.at(at->second.back());
  if (order.status != VenueStatus::kWorking) return Reply(id, NotFound{}, now);
  if (amend.quantity <= order.executed || amend.quantity >= order.terms.quantity) {
    return Reply(id, Refused{core::OrderEnd::kRefusedByVenue, "it would change no state"}, now);
  }
  order.terms.quantity = amend.quantity;
  Publish(order, nullptr, now);
  Reply(id, Told(order), now);
}

UnixNanos FaultyVenue::Lagged(UnixNanos now) {
  return Chance(faults_.replica_lag) ? now - Upto(Seconds(3)) : now;
}

void FaultyVenue::Execute(execution::RequestId id, const execution::QueryOrder& query,
                          UnixNanos now) {
  const UnixNanos as_of = Lagged(now);
  const auto at = by_client_.find(query.client_id);
  if (at != by_client_.end()) {
    const std::vector<Past>& past = past_.at(at->second.back());
    const auto later = std::partition_point(past.begin(), past.end(),
                                            [&](const Past& p) { return p.time <= as_of; });
    if (later != past.begin()) return Reply(id, (later - 1)->order, now);
  }
  Reply(id, NotFound{}, now);
}

void FaultyVenue::Execute(execution::RequestId id, const execution::QueryOpenOrders&,
                          UnixNanos now) {
  const UnixNanos as_of = Lagged(now);
  std::vector<VenueOrder> open;
  for (const auto& [number, past] : past_) {
    const auto later = std::partition_point(past.begin(), past.end(),
                                            [&](const Past& p) { return p.time <= as_of; });
    if (later == past.begin()) continue;
    const VenueOrder& order = (later - 1)->order;
    if (order.status == VenueStatus::kWorking) open.push_back(order);
  }
  Reply(id, std::move(open), now);
}

void FaultyVenue::Execute(execution::RequestId id, const execution::QueryTrades& query,
                          UnixNanos now) {
  constexpr size_t kPage = 3;
  const UnixNanos as_of = Lagged(now);
  std::vector<VenueTrade> told;
  for (const VenueTrade& trade : trades_) {
    if (trade.instrument != query.instrument || trade.number <= query.after) continue;
    if (trade.time <= as_of && told.size() < kPage) told.push_back(trade);
  }
  Reply(id, std::move(told), now);
}

void FaultyVenue::Execute(execution::RequestId id, const execution::QueryBalances&, UnixNanos now) {
  if (coins_.empty()) return Reply(id, Failure::kUnknown, now);
  const UnixNanos as_of = Lagged(now);
  std::vector<execution::Balance> told = {{fee_currency_, deposit_, {}}};
  for (const auto& [time, amount] : payments_) {
    if (time <= as_of) told[0].free += amount;
  }
  for (const core::CurrencyId coin : coins_) told.push_back({coin, {}, {}});
  for (const VenueTrade& trade : trades_) {
    if (trade.time > as_of) continue;
    const core::Decimal value = core::Notional(trade.price, trade.quantity);
    const bool buys = trade.side == core::Side::kBuy;
    told[0].free += (buys ? -value : value) - trade.fee.amount;
    core::Decimal& held = told[trade.instrument.index + 1].free;
    held += buys ? trade.quantity.value() : -trade.quantity.value();
  }
  Reply(id, std::move(told), now);
}

// ---- What happens at the exchange.

void FaultyVenue::FillSome(uint64_t venue_id, UnixNanos now) {
  Order& order = orders_.at(venue_id);
  if (frozen_ || order.status != VenueStatus::kWorking) return;
  if (Chance(faults_.unasked_end)) return End(order, VenueStatus::kCanceled, now);
  const core::Quantity lot(core::Decimal::PowerOfTen(-3));
  const core::Quantity rest = order.terms.quantity - order.executed;
  const core::Quantity some = lot * static_cast<int64_t>(1 + random_.NextBelow(2000));
  MakeTrade(order, std::min(rest, some), now);
  if (order.status != VenueStatus::kWorking) return;
  At(now + Upto(Seconds(60)), [this, venue_id](UnixNanos t) { FillSome(venue_id, t); });
}

core::Quantity FaultyVenue::held(core::InstrumentId instrument) const {
  core::Quantity held;
  for (const auto& [number, order] : orders_) {
    if (order.terms.instrument != instrument) continue;
    held += order.terms.side == core::Side::kBuy ? order.executed : -order.executed;
  }
  return held;
}

core::Quantity FaultyVenue::for_sale(core::InstrumentId instrument) const {
  core::Quantity open;
  for (const auto& [number, order] : orders_) {
    const bool works = order.status == VenueStatus::kWorking &&
                       order.terms.side == core::Side::kSell &&
                       order.terms.instrument == instrument;
    if (works) open += order.terms.quantity - order.executed;
  }
  return open;
}

void FaultyVenue::MakeTrade(Order& order, core::Quantity quantity, UnixNanos now) {
  VenueTrade trade;
  uint64_t& last = last_trade_[order.terms.instrument.index];
  trade.number = last += 1 + random_.NextBelow(50);  // others trade, too
  trade.venue_id = order.venue_id;
  trade.instrument = order.terms.instrument;
  trade.side = order.terms.side;
  trade.price =
      core::Price(core::Decimal::FromInt(90) +
                  core::Decimal::PowerOfTen(-2) * static_cast<int64_t>(random_.NextBelow(1000)));
  trade.quantity = quantity;
  trade.fee = {core::RoundTo(core::Mul(core::Notional(trade.price, quantity),
                                       core::Decimal::PowerOfTen(-3), core::Rounding::kUp),
                             core::Decimal::PowerOfTen(-8), core::Rounding::kUp),
               fee_currency_};
  trade.time = now;
  trades_.push_back(trade);
  order.executed += quantity;
  if (order.executed == order.terms.quantity) order.status = VenueStatus::kFilled;
  Publish(order, &trade, now);
}

bool FaultyVenue::TradeByStranger(size_t pair, core::Side side, UnixNanos now) {
  now_ = now;
  core::OrderTerms terms;
  terms.instrument = {static_cast<uint32_t>(pair)};
  terms.side = side;
  terms.tif = core::TimeInForce::kIoc;
  terms.quantity = core::Quantity(core::Decimal::PowerOfTen(-3) *
                                  static_cast<int64_t>(1000 + random_.NextBelow(5000)));
  if (side == core::Side::kSell) {
    terms.quantity = std::min(terms.quantity, held(terms.instrument) - for_sale(terms.instrument));
  }
  if (!terms.quantity.is_positive()) return false;
  const uint64_t number = next_order_++;
  Order order{fmt::format("{}-{}", kStranger, number), number, terms, {}, VenueStatus::kWorking};
  by_client_[order.client_id].push_back(number);
  Order& kept = orders_.emplace(number, std::move(order)).first->second;
  Publish(kept, nullptr, now);
  MakeTrade(kept, terms.quantity, now);
  return true;
}

void FaultyVenue::End(Order& order, VenueStatus status, UnixNanos now) {
  order.status = status;
  Publish(order, nullptr, now);
}

void FaultyVenue::Publish(const Order& order, const VenueTrade* trade, UnixNanos now) {
  past_[order.venue_id].push_back({now, Told(order)});
  if (!stream_alive_ || IsDown(Outage::kAll, now) || Chance(faults_.message_lost)) return;
  execution::StreamOrder message{Told(order), std::nullopt};
  if (trade != nullptr) message.trade = *trade;
  UnixNanos heard = now + Milliseconds(1);
  if (Chance(faults_.message_late)) heard = now + Upto(Seconds(5));
  if (Chance(faults_.message_twice)) Tell(heard + Upto(Seconds(30)), message);
  Tell(heard, std::move(message));
}

}  // namespace keel::simulation
