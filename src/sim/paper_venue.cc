// SPDX-License-Identifier: MIT
#include "sim/paper_venue.h"

#include <algorithm>

#include "base/check.h"
#include "sim/paper_rules.h"

namespace keel::sim {
namespace {

using core::Decimal;
using core::OrderEnd;
using core::OrderType;
using core::Rounding;
using execution::AmendAtVenue;
using execution::Answer;
using execution::CancelAtVenue;
using execution::Failure;
using execution::NotFound;
using execution::PlaceOrder;
using execution::QueryBalances;
using execution::QueryOrder;
using execution::QueryTrades;
using execution::Refused;
using execution::StreamOrder;
using execution::VenueStatus;

constexpr size_t kTradesAPage = 1000;
constexpr base::Duration kTick{1};

/// Messages are delayed before they reach a book.
class NoLatency final : public models::OrderLatency {
 public:
  base::Duration Entry(const models::Departure&, base::RandomStream&) const override { return {}; }
  base::Duration Response(const models::Departure&, base::RandomStream&) const override {
    return {};
  }
};

std::vector<core::Symbol> SymbolsOf(const std::vector<PaperPair>& pairs) {
  std::vector<core::Symbol> symbols;
  for (const PaperPair& pair : pairs) symbols.push_back(pair.symbol);
  return symbols;
}

std::optional<core::InstrumentId> InstrumentOf(const execution::Request& request) {
  if (const auto* place = std::get_if<PlaceOrder>(&request.what)) return place->terms.instrument;
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) return cancel->instrument;
  if (const auto* amend = std::get_if<AmendAtVenue>(&request.what)) return amend->instrument;
  if (const auto* query = std::get_if<QueryOrder>(&request.what)) return query->instrument;
  if (const auto* query = std::get_if<QueryTrades>(&request.what)) return query->instrument;
  return std::nullopt;
}

ReplayOrder InBook(uint64_t number, const core::OrderTerms& terms, core::Price limit) {
  ReplayOrder order{.id = number, .side = terms.side, .quantity = terms.quantity, .limit = {}};
  if (limit.is_positive()) order.limit = limit;
  order.tif = TakesAtOnce(terms.type) ? core::TimeInForce::kIoc : terms.tif;
  order.post_only = terms.post_only;
  return order;
}

/// The largest step of which both are multiples: Euclid.
Decimal CommonStep(Decimal a, Decimal b) {
  while (!b.is_zero()) a = std::exchange(b, a - core::RoundTo(a, b, core::Rounding::kDown));
  return a;
}

core::OrderTerms Lowered(const PaperOrder& order, core::Quantity quantity) {
  core::OrderTerms terms = order.terms;
  terms.quantity = quantity;
  return terms;
}

}  // namespace

PaperVenue::PaperVenue(PaperVenueOptions options, execution::FeeSchedule fees,
                       const models::QueueModel& queue, const models::OrderLatency& latency)
    : options_(std::move(options)),
      fees_(std::move(fees)),
      queue_(queue),
      latency_(latency),
      none_(std::make_unique<NoLatency>()),
      account_(SymbolsOf(options_.pairs)),
      lanes_(options_.pairs.size() + 1) {}

base::Result<std::unique_ptr<PaperVenue>> PaperVenue::Make(PaperVenueOptions options,
                                                           execution::FeeSchedule fees,
                                                           const models::QueueModel& queue,
                                                           const models::OrderLatency& latency) {
  std::unique_ptr<PaperVenue> venue(
      new PaperVenue(std::move(options), std::move(fees), queue, latency));
  for (const PaperPair& pair : venue->options_.pairs) {
    auto scale = matching::BookScale::Make(pair.filters.tick, pair.filters.lot);
    if (!scale) return base::Wrap(std::move(scale).error(), pair.symbol.ToString());
    Market& market = venue->markets_.emplace_back(Market{pair, *scale});
    market.replay.emplace(*scale, queue, *venue->none_, venue->options_.seed);
  }
  return venue;
}

void PaperVenue::Restore(const PaperFact& fact) {
  account_.Apply(fact);
  if (const auto* traded = std::get_if<PaperTraded>(&fact)) {
    fees_.AddVolume(core::Notional(traded->price, traded->quantity).ToDouble(), traded->time);
  }
  next_number_ = account_.last_number() + 1;
}

void PaperVenue::Deposit(std::string coin, Decimal amount) {
  Record(PaperDeposited{std::move(coin), amount});
}

uint64_t PaperVenue::refused() const {
  uint64_t refused = 0;
  for (const Market& market : markets_) refused += market.replay->refused();
  return refused;
}

// ---- The market.

void PaperVenue::OnBook(core::InstrumentId pair, const core::BookUpdate& update) {
  Market& market = markets_[pair.index];
  const base::UnixNanos time = update.event_time.ns != 0 ? update.event_time : update.received_time;
  CHECK(market.live || update.is_snapshot, "a change of a book that is not there");
  if (!market.adopted) HoldOrders(market, pair);
  Arrivals(pair.index, time, false);
  market.time = std::max(market.time, time);
  market.replay->OnBook(update);
  Collect(market);
  if (market.live) return;
  market.live = true;
  Adopt(pair);
  Arrivals(pair.index, time, false);  // those that were held
}

void PaperVenue::OnTrade(core::InstrumentId pair, const core::TradeTick& trade) {
  Market& market = markets_[pair.index];
  if (!CanMatch(market)) return;
  // One that is told long after it was made, because the stream had lost it: the orders that are in
  // the book by now were not there then.
  if (trade.time + options_.feed_delay < market.time) return;
  Arrivals(pair.index, trade.time, false);
  market.time = std::max(market.time, trade.time);
  market.replay->OnTrade(trade);
  market.last_price = trade.price;
  Collect(market);
  Trigger(pair);
}

// ---- The venue's rules.

base::Result<bool> PaperVenue::SetFilters(core::InstrumentId pair,
                                          const core::InstrumentFilters& filters) {
  Market& market = markets_[pair.index];
  const auto usable = matching::BookScale::Make(filters.tick, filters.lot);
  if (!usable) return base::Wrap(usable.error(), market.pair.symbol.ToString());
  market.pair.filters = filters;
  return Refine(market, filters.tick, filters.lot);
}

/// The steps of its book divide these too from now on. Whether that needs a new book.
bool PaperVenue::Refine(Market& market, core::Price tick, core::Quantity lot) {
  const Decimal old_tick = market.scale.PriceOf(1).value();
  const Decimal old_lot = market.scale.QuantityOf(1).value();
  if (IsMultipleOf(tick.value(), old_tick) && IsMultipleOf(lot.value(), old_lot)) return false;
  const auto finer = matching::BookScale::Make(core::Price(CommonStep(old_tick, tick.value())),
                                               core::Quantity(CommonStep(old_lot, lot.value())));
  CHECK(finer.has_value(), "a step that divides two steps is one");
  Collect(market);
  market.scale = *finer;
  market.replay.emplace(*finer, queue_, *none_, options_.seed);
  market.live = market.adopted = false;
  return true;
}

/// Orders of before a restart may be off today's tick.
void PaperVenue::HoldOrders(Market& market, core::InstrumentId pair) {
  for (const PaperOrder* order : account_.Working()) {
    if (order->terms.instrument == pair) Refine(market, order->limit, order->open());
  }
}

// Orders of before a restart: they join their queues again.
void PaperVenue::Adopt(core::InstrumentId pair) {
  Market& market = markets_[pair.index];
  if (std::exchange(market.adopted, true)) return;
  for (const PaperOrder* order : account_.Working()) {
    if (order->terms.instrument != pair || order->waiting) continue;
    ReplayOrder known = InBook(order->number, order->terms, order->limit);
    known.quantity = order->open();
    market.replay->Adopt(known);
  }
  Collect(market);
}

void PaperVenue::Trigger(core::InstrumentId pair) {
  Market& market = markets_[pair.index];
  std::vector<uint64_t> reached;
  for (const PaperOrder* order : account_.Working()) {
    if (order->terms.instrument != pair || !order->waiting) continue;
    if (Reaches(*market.last_price, order->terms)) reached.push_back(order->number);
  }
  for (const uint64_t number : reached) {
    Record(PaperTriggered{number, market.time});
    Enter(market, *account_.Find(number));
  }
}

void PaperVenue::Enter(Market& market, const PaperOrder& order) {
  market.replay->Submit(InBook(order.number, order.terms, order.limit), market.time);
  market.replay->AdvanceTo(market.time);
  Collect(market);
}

// What the book did since the last call.
void PaperVenue::Collect(Market& market) {
  while (const auto report = market.replay->TakeReport(base::kEndOfTime)) {
    switch (report->kind) {
      case ReplayReportKind::kFilled:
        OnFill(market, *report);
        break;
      case ReplayReportKind::kCanceled:
      case ReplayReportKind::kRejected:
        EndRest(market, *report);
        break;
      case ReplayReportKind::kAccepted:  // of a triggered order, which was accepted before
      case ReplayReportKind::kReduced:   // is said where it is asked for
        break;
    }
  }
}

void PaperVenue::OnFill(const Market& market, const ReplayReport& report) {
  const PaperOrder& order = *account_.Find(report.order);
  const Decimal value = core::Notional(report.price, report.quantity);
  const Decimal received = order.buys() ? report.quantity.value() : value;
  const Decimal fee = core::RoundTo(fees_.Fee(received, report.liquidity, report.venue_time),
                                    Decimal::PowerOfTen(-8), Rounding::kDown);
  fees_.AddVolume(value.ToDouble(), report.venue_time);
  const uint64_t trade = account_.last_trade(order.terms.instrument) + 1;
  const PaperTraded fact{order.number,     trade, report.price,     report.quantity,
                         report.liquidity, fee,   report.venue_time};
  Record(fact);
  execution::VenueTrade told = PaperAccount::TradeOf(order, fact);
  told.fee.currency = options_.currency_of(account_.CoinReceived(order.terms));
  Say(StreamOrder{Told(order), told},
      Due(report.venue_time, market.replay->load(), StreamOf(order.number)));
  if (!order.works()) streams_.erase(order.number);
}

// The rest of an order that takes at once, or a triggered order for which the book has no room.
void PaperVenue::EndRest(const Market& market, const ReplayReport& report) {
  Record(PaperEnded{report.order, VenueStatus::kExpired, report.venue_time});
  Say(StreamOrder{Told(*account_.Find(report.order)), std::nullopt},
      Due(report.venue_time, market.replay->load(), StreamOf(report.order)));
  streams_.erase(report.order);
}

// ---- Messages.

size_t PaperVenue::LaneOf(const execution::Request& request) const {
  const auto pair = InstrumentOf(request);
  if (!pair) return markets_.size();
  CHECK(pair->index < markets_.size(), "a request about a pair that the venue lacks");
  return pair->index;
}

uint64_t PaperVenue::NumberOf(core::InstrumentId pair, const std::string& client_id) const {
  for (const Message& message : lanes_[pair.index]) {
    const auto* place = std::get_if<PlaceOrder>(&message.request.what);
    if (place != nullptr && place->client_id == client_id) return message.number;
  }
  const PaperOrder* order = account_.Find(pair, client_id);
  return order == nullptr ? 0 : order->number;
}

// Orders and cancels draw as they do in a BookReplay.
base::RandomStream PaperVenue::StreamFor(const execution::Request& request, uint64_t number) const {
  if (std::holds_alternative<PlaceOrder>(request.what)) {
    return {options_.seed, "sim.replay.order", number};
  }
  if (const auto* cancel = std::get_if<CancelAtVenue>(&request.what)) {
    return {options_.seed, "sim.replay.cancel", NumberOf(cancel->instrument, cancel->client_id)};
  }
  if (const auto* amend = std::get_if<AmendAtVenue>(&request.what)) {
    return {options_.seed, "sim.replay.reduce", NumberOf(amend->instrument, amend->client_id)};
  }
  return {options_.seed, "sim.paper.query", request.id.value};
}

base::RandomStream& PaperVenue::StreamOf(uint64_t number) {
  return streams_
      .try_emplace(number, base::RandomStream(options_.seed, "sim.paper.restored", number))
      .first->second;
}

void PaperVenue::Send(const execution::Request& request, base::UnixNanos now) {
  now_ = std::max(now_, now);
  const size_t lane = LaneOf(request);
  const uint64_t number = std::holds_alternative<PlaceOrder>(request.what) ? next_number_++ : 0;
  base::RandomStream stream = StreamFor(request, number);
  const double load = lane < markets_.size() ? markets_[lane].replay->load() : 0;
  last_arrival_ = std::max(last_arrival_, now_ + latency_.Entry({now_, load}, stream));
  lanes_[lane].push_back({now_, last_arrival_, ++messages_, number, request, stream});
}

void PaperVenue::LoseMessages(base::UnixNanos now) {
  for (std::deque<Message>& lane : lanes_) {
    for (const Message& message : lane) Say(Answer{message.request.id, Failure::kNotSent}, now);
    lane.clear();
  }
}

bool PaperVenue::IsHeld(const Message& message) const {
  const auto* place = std::get_if<PlaceOrder>(&message.request.what);
  if (place == nullptr || HasTrigger(place->terms.type)) return false;
  return !CanMatch(markets_[place->terms.instrument.index]) &&
         now_ <= message.sent + options_.receive_window;
}

void PaperVenue::Arrivals(size_t lane, base::UnixNanos until, bool inclusive) {
  std::deque<Message>& messages = lanes_[lane];
  while (!messages.empty()) {
    Message& first = messages.front();
    const bool there = first.arrival < until || (inclusive && first.arrival == until);
    if (!there || IsHeld(first)) return;
    Message message = std::move(first);
    messages.pop_front();
    Arrive(message);
  }
}

void PaperVenue::AdvanceTo(base::UnixNanos now) {
  now_ = std::max(now_, now);
  const base::UnixNanos until = now_ - options_.feed_delay;
  while (true) {  // the account's lane must not overtake those of the pairs
    size_t next = lanes_.size();
    for (size_t lane = 0; lane < lanes_.size(); ++lane) {
      if (lanes_[lane].empty() || IsHeld(lanes_[lane].front())) continue;
      const Message& first = lanes_[lane].front();
      if (first.arrival > until) continue;
      if (next == lanes_.size() || first.sequence < lanes_[next].front().sequence) next = lane;
    }
    if (next == lanes_.size()) return;
    Arrivals(next, lanes_[next].front().arrival, true);
  }
}

base::UnixNanos PaperVenue::next_timer() const {
  base::UnixNanos next = heard_.empty() ? base::kEndOfTime : heard_.front().due;
  for (const std::deque<Message>& lane : lanes_) {
    if (lane.empty()) continue;
    const Message& first = lane.front();
    const base::UnixNanos settled = first.arrival + options_.feed_delay;
    const base::UnixNanos given_up = first.sent + options_.receive_window + kTick;
    next = std::min(next, IsHeld(first) ? std::max(settled, given_up) : settled);
  }
  return next;
}

void PaperVenue::Arrive(Message& message) {
  if (const auto* place = std::get_if<PlaceOrder>(&message.request.what)) {
    return ArrivePlace(message, *place);
  }
  if (const auto* cancel = std::get_if<CancelAtVenue>(&message.request.what)) {
    return ArriveCancel(message, *cancel);
  }
  if (const auto* amend = std::get_if<AmendAtVenue>(&message.request.what)) {
    return ArriveAmend(message, *amend);
  }
  ArriveQuery(message);
}

// ---- Orders.

core::Price PaperVenue::LimitOf(const PlaceOrder& wanted, const Market& market) const {
  const core::OrderTerms& terms = wanted.terms;
  if (!TakesAtOnce(terms.type)) return terms.limit_price;
  if (wanted.protection_price.is_positive()) return wanted.protection_price;
  if (terms.side == core::Side::kSell) return {};
  const auto ask = market.replay->BestAsk();
  const core::Price from = HasTrigger(terms.type) ? terms.stop_price
                           : ask                  ? ask->price
                                                  : core::Price();
  return UpTo5PercentAbove(from, market.pair.filters.tick);
}

std::optional<Refused> PaperVenue::Refusal(const PlaceOrder& wanted, core::Price limit,
                                           const Market& market) const {
  const core::OrderTerms& terms = wanted.terms;
  const auto bid = market.replay->BestBid();
  const core::Price value_at = limit.is_positive() ? limit : bid ? bid->price : core::Price();
  if (auto refused = RefusalByRules(terms, {limit, value_at}, market.pair.filters)) return refused;
  if (terms.side == core::Side::kBuy && !limit.is_positive()) {
    return Refused{OrderEnd::kRefusedByVenue, "nothing is offered there (-2010)"};
  }
  const auto working = account_.Working();
  const auto of_pair = std::ranges::count_if(
      working, [&](const PaperOrder* o) { return o->terms.instrument == terms.instrument; });
  if (of_pair >= kMostOpenOrders) {
    return Refused{OrderEnd::kTooManyOrders, "Filter failure: MAX_NUM_ORDERS (-1013)"};
  }
  if (HasTrigger(terms.type) && market.last_price && Reaches(*market.last_price, terms)) {
    return Refused{OrderEnd::kRefusedByVenue, "Stop price would trigger immediately. (-2010)"};
  }
  const Decimal need = PaperAccount::NeedOf(terms.side, limit, terms.quantity);
  if (need <= account_.Free(account_.CoinGiven(terms))) return std::nullopt;
  return Refused{OrderEnd::kInsufficientBalance,
                 "Account has insufficient balance for requested action. (-2010)"};
}

void PaperVenue::ArrivePlace(Message& message, const PlaceOrder& wanted) {
  Market& market = markets_[wanted.terms.instrument.index];
  const base::UnixNanos time = std::max(message.arrival, market.time);
  market.time = time;
  const bool waits = HasTrigger(wanted.terms.type);
  const auto answer_at = [&](base::RandomStream& stream) {
    return Due(time, market.replay->load(), stream);
  };
  if (time > message.sent + options_.receive_window || !(waits || CanMatch(market))) {
    return Reply(message, answer_at(message.stream), Failure::kNotSent);
  }
  const core::Price limit = LimitOf(wanted, market);
  if (auto refused = Refusal(wanted, limit, market)) {
    return Reply(message, answer_at(message.stream), std::move(*refused));
  }
  const PaperOrder* same = account_.Find(wanted.terms.instrument, wanted.client_id);
  if (same != nullptr && same->works()) {  // its sender has to find out about that order
    return Reply(message, answer_at(message.stream), Failure::kUnknown);
  }
  if (!waits) {
    market.replay->Submit(InBook(message.number, wanted.terms, limit), time);
    market.replay->AdvanceTo(time);
    const auto first = market.replay->TakeReport(base::kEndOfTime);
    CHECK(first && first->order == message.number, "an order that its book does not answer");
    if (first->kind == ReplayReportKind::kRejected) {
      return Reply(message, answer_at(message.stream), RefusalByBook(first->reason));
    }
  }
  Record(PaperPlaced{message.number, wanted.client_id, wanted.terms, limit, time});
  base::RandomStream& stream =
      streams_.insert_or_assign(message.number, message.stream).first->second;
  const size_t place = heard_.size();
  Reply(message, answer_at(stream), NotFound{});
  Collect(market);
  std::get<Answer>(heard_[place].event).what = Told(*account_.Find(message.number));
}

void PaperVenue::ArriveCancel(Message& message, const CancelAtVenue& wanted) {
  Market& market = markets_[wanted.instrument.index];
  const base::UnixNanos time = std::max(message.arrival, market.time);
  market.time = time;
  const base::UnixNanos due = Due(time, market.replay->load(), message.stream);
  const PaperOrder* order = account_.Find(wanted.instrument, wanted.client_id);
  if (order == nullptr || !order->works()) return Reply(message, due, NotFound{});
  if (!order->waiting) {
    market.replay->Cancel(order->number, time);
    market.replay->AdvanceTo(time);
    while (market.replay->TakeReport(base::kEndOfTime)) continue;  // what it says is said here
  }
  Record(PaperEnded{order->number, VenueStatus::kCanceled, time});
  streams_.erase(order->number);
  Reply(message, due, Told(*order));
  Say(StreamOrder{Told(*order), std::nullopt}, due);
}

void PaperVenue::ArriveAmend(Message& message, const AmendAtVenue& wanted) {
  Market& market = markets_[wanted.instrument.index];
  const base::UnixNanos time = std::max(message.arrival, market.time);
  market.time = time;
  const base::UnixNanos due = Due(time, market.replay->load(), message.stream);
  if (time > message.sent + options_.receive_window) {
    return Reply(message, due, Failure::kNotSent);
  }
  const PaperOrder* order = account_.Find(wanted.instrument, wanted.client_id);
  if (order == nullptr || !order->works()) return Reply(message, due, NotFound{});
  const core::Quantity less = order->terms.quantity - wanted.quantity;
  if (!less.is_positive() || less >= order->open()) {
    return Reply(message, due,
                 Refused{OrderEnd::kRefusedByVenue,
                         "The requested action would change no state; rejecting. (-2038)"});
  }
  if (auto refused = RefusalByRules(Lowered(*order, wanted.quantity), {order->limit, order->limit},
                                    market.pair.filters)) {
    return Reply(message, due, std::move(*refused));
  }
  if (!order->waiting) {
    market.replay->Reduce(order->number, less, time);
    market.replay->AdvanceTo(time);
    while (market.replay->TakeReport(base::kEndOfTime)) continue;  // what it says is said here
  }
  Record(PaperAmended{order->number, wanted.quantity, time});
  Reply(message, due, Told(*order));
  Say(StreamOrder{Told(*order), std::nullopt}, due);
}

void PaperVenue::ArriveQuery(Message& message) {
  const base::UnixNanos due = Due(message.arrival, 0, message.stream);
  if (const auto* query = std::get_if<QueryOrder>(&message.request.what)) {
    const PaperOrder* order = account_.Find(query->instrument, query->client_id);
    if (order == nullptr) return Reply(message, due, NotFound{});
    return Reply(message, due, Told(*order));
  }
  if (const auto* query = std::get_if<QueryTrades>(&message.request.what)) {
    const uint64_t last = account_.last_trade(query->instrument);
    const uint64_t after = query->newest ? last - std::min<uint64_t>(last, 1) : query->after;
    auto trades = account_.Trades(query->instrument, after, kTradesAPage);
    for (execution::VenueTrade& trade : trades) {
      const core::Symbol& pair = markets_[query->instrument.index].pair.symbol;
      const bool buys = trade.side == core::Side::kBuy;
      trade.fee.currency = options_.currency_of(buys ? pair.base : pair.quote);
    }
    return Reply(message, due, std::move(trades));
  }
  if (std::holds_alternative<QueryBalances>(message.request.what)) {
    return Reply(message, due, Balances());
  }
  std::vector<execution::VenueOrder> open;
  for (const PaperOrder* order : account_.Working()) open.push_back(Told(*order));
  Reply(message, due, std::move(open));
}

std::vector<execution::Balance> PaperVenue::Balances() const {
  std::vector<execution::Balance> balances;
  for (const auto& [coin, held] : account_.balances()) {
    balances.push_back({options_.currency_of(coin), held.free, held.locked});
  }
  return balances;
}

// ---- What is said.

void PaperVenue::Record(PaperFact fact) {
  account_.Apply(fact);
  facts_.push_back(std::move(fact));
}

base::UnixNanos PaperVenue::Due(base::UnixNanos time, double load, base::RandomStream& stream) {
  last_due_ = std::max(last_due_, time + latency_.Response({time, load}, stream));
  return last_due_;
}

void PaperVenue::Say(execution::VenueEvent event, base::UnixNanos due) {
  heard_.push_back({std::move(event), due});
}

void PaperVenue::Reply(const Message& message, base::UnixNanos due, decltype(Answer::what) what) {
  Say(Answer{message.request.id, std::move(what)}, due);
}

std::optional<execution::VenueEvent> PaperVenue::TakeEvent(base::UnixNanos now) {
  if (heard_.empty() || heard_.front().due > now) return std::nullopt;
  execution::VenueEvent event = std::move(heard_.front().event);
  heard_.pop_front();
  return event;
}

execution::VenueOrder PaperVenue::Told(const PaperOrder& order) {
  return {order.client_id, order.number,   order.terms.instrument,
          order.status,    order.executed, order.terms.quantity};
}

}  // namespace keel::sim
