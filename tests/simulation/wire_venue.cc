// SPDX-License-Identifier: MIT
#include "tests/simulation/wire_venue.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::simulation {

using base::Milliseconds;
using base::Seconds;
using base::UnixNanos;
using exchange::Answer;
using execution::Failure;
using execution::VenueStatus;

namespace {

constexpr base::Duration kTrip = Milliseconds(80);         // one way, at most
constexpr base::Duration kAnswerTime = Seconds(10);        // then the connector gives up
constexpr base::Duration kClockError = Milliseconds(900);  // of what the client knows, at most
constexpr base::Duration kClockEvery = Seconds(60);
constexpr base::Duration kPace = Seconds(10);  // of the crowd, at most

/// The keys of one account, made once: they cost more than a session.
struct Keys {
  Keys() {
    exchange::TestKeys made = ring.AddTestKeys(1, WireExchange::kClient);
    hmac.emplace(*venues::binance::AccountKey::Open(base::Secret::Take(made.hmac_key),
                                                    std::move(made.hmac_secret)));
    ed25519.emplace(*venues::binance::AccountKey::Open(base::Secret::Take(made.ed25519_key),
                                                       std::move(made.ed25519_private_pem)));
  }
  exchange::KeyRing ring;
  std::optional<venues::binance::AccountKey> hmac, ed25519;
};

const Keys& TheKeys() {
  static const Keys keys;
  return keys;
}

VenueStatus StatusOf(exchange::OrderStatus status) {
  switch (status) {
    case exchange::OrderStatus::kNew:
    case exchange::OrderStatus::kPartiallyFilled:
      return VenueStatus::kWorking;
    case exchange::OrderStatus::kFilled:
      return VenueStatus::kFilled;
    case exchange::OrderStatus::kCanceled:
      return VenueStatus::kCanceled;
    default:
      return VenueStatus::kExpired;
  }
}

core::OrderType TypeOf(exchange::OrderType type) {
  switch (type) {
    case exchange::OrderType::kMarket:
      return core::OrderType::kMarket;
    case exchange::OrderType::kStopLoss:
      return core::OrderType::kStop;
    case exchange::OrderType::kStopLossLimit:
      return core::OrderType::kStopLimit;
    case exchange::OrderType::kTakeProfit:
    case exchange::OrderType::kTakeProfitLimit:
      return core::OrderType::kTakeProfit;
    default:
      return core::OrderType::kLimit;
  }
}

}  // namespace

WireVenue::WireVenue(uint64_t seed, const Faults& faults, WirePlan plan, UnixNanos start)
    : random_(seed, "simulation.wire"),
      faults_(faults),
      plan_(std::move(plan)),
      now_(start),
      exchange_(plan_.pairs, plan_.deposit, TheKeys().ring, seed, start),
      by_socket_(seed % 2 == 1) {
  for (size_t pair = 0; pair < plan_.pairs.size(); ++pair) {
    At(start, [this, pair] { LetCrowdAct(pair); });
  }
  if (faults_.clock_jump_per_s > 0) {
    At(start + Wait(faults_.clock_jump_per_s), [this] { JumpClock(); });
  }
  if (faults_.outage_per_s > 0) At(start + Wait(faults_.outage_per_s), [this] { BreakDown(); });
}

void WireVenue::At(UnixNanos time, Happening what) {
  due_.push({std::max(time, now_), ++sequence_, std::move(what)});
}

void WireVenue::InThisLife(UnixNanos time, Happening what) {
  At(time, [this, life = life_, what = std::move(what)] {
    if (life == life_) what();
  });
}

void WireVenue::SetTime(UnixNanos now) {
  now_ = now;
  exchange_.SetTime(now);
}

void WireVenue::ChangeFilters(size_t pair, const core::InstrumentFilters& filters) {
  exchange_.ChangeRules(static_cast<exchange::MarketId>(pair),
                        {filters.tick, filters.lot, filters.min_notional});
}

core::InstrumentFilters WireVenue::Filters(size_t pair) const {
  const exchange::Listing& listing =
      exchange_.truth().market(static_cast<exchange::MarketId>(pair)).listing;
  return {listing.tick, listing.lot, listing.min_notional};
}

execution::StopRules WireVenue::Stops(size_t pair) const {
  const auto& listing = exchange_.truth().market(static_cast<exchange::MarketId>(pair)).listing;
  execution::StopRules stops;
  stops.most = static_cast<uint32_t>(listing.max_algo_orders);
  return stops;
}

void WireVenue::LearnFilters() {
  client_->Learn(exchange_.Rest({"GET", WireClient::RulesTarget(plan_.pairs), "", ""}, {}).body);
}

UnixNanos WireVenue::next_time() const { return due_.empty() ? base::kEndOfTime : due_.top().time; }

std::vector<execution::VenueEvent> WireVenue::Step() {
  const Due due = due_.top();
  due_.pop();
  SetTime(due.time);
  due.what();
  return std::exchange(heard_, {});
}

void WireVenue::Crash() {
  ++life_;
  client_.reset();
  unanswered_.clear();
  on_socket_.clear();
  ++stream_;
  stream_alive_ = stream_known_ = false;
  quiet_until_ = base::kBeginningOfTime;
}

void WireVenue::Connect(UnixNanos now) {
  SetTime(now);
  const Answer rules = exchange_.Rest({"GET", WireClient::RulesTarget(plan_.pairs), "", ""}, {});
  const bool by_ed25519 = random_.NextBelow(64) == 0;
  client_ = std::make_unique<WireClient>(
      WireClient::Options{plan_.pairs, by_socket_, plan_.receive_window, plan_.currency_of},
      rules.body, by_ed25519 ? *TheKeys().ed25519 : *TheKeys().hmac);
  LookAtClock();
  InThisLife(now + Milliseconds(50) + Upto(Seconds(2)), [this] { OpenStream(); });
}

void WireVenue::Calm(UnixNanos now) {
  SetTime(now);
  faults_ = NoFaults();
  outage_ends_ = banned_until_ = now;
}

// ---- Requests and their answers.

void WireVenue::Send(const execution::Request& request, UnixNanos now) {
  SetTime(now);
  for (const execution::Request& refused : client_->Line(request, now)) {
    InThisLife(now, [this, id = refused.id] {
      heard_.emplace_back(execution::Answer{id, Failure::kNotSent});
    });
  }
  Flush();
}

/// Sends what may go, and looks again when more may.
void WireVenue::Flush() {
  for (const execution::Request& late : client_->TakeExpired(now_)) {
    InThisLife(now_, [this, id = late.id] {
      heard_.emplace_back(execution::Answer{id, Failure::kNotSent});
    });
  }
  for (const execution::Request& request : client_->TakeNext(now_)) Post(request);
  const UnixNanos next = client_->NextTime(now_);
  if (next == base::kEndOfTime) return;
  InThisLife(next, [this, flush = ++flushes_] {
    if (flush == flushes_) Flush();
  });
}

void WireVenue::Post(const execution::Request& request) {
  const UnixNanos now = now_;
  const auto written = client_->Write(request, program_time());
  if (!written) {
    return InThisLife(now, [this, answer = written.error()] { heard_.emplace_back(answer); });
  }
  if (now < quiet_until_) Fail("something is sent to an exchange that wants to be left alone");
  const Letter& letter = *written;
  bytes_.Append(letter.verb);
  bytes_.Append(letter.text);
  unanswered_.insert(request.id);
  const UnixNanos prompt = now + Milliseconds(1) + Upto(kTrip);
  if ((letter.by_socket && !stream_known_) || Chance(faults_.not_sent)) {
    return GiveUp(letter, prompt, Failure::kNotSent);
  }
  if (letter.by_socket) on_socket_.insert(request.id);
  GiveUp(letter, now + kAnswerTime, Failure::kUnknown);
  const bool is_out = now < outage_ends_ && Hits(outage_, request);
  if (is_out || Chance(faults_.request_lost)) return;
  if (letter.by_socket && !stream_alive_) return;  // into a connection that has died
  UnixNanos arrival = prompt;
  if (Chance(faults_.request_late)) arrival = now + Upto(Seconds(60));
  if (Chance(faults_.broken_early)) {
    GiveUp(letter, prompt, Failure::kUnknown);
    arrival = now + Upto(Seconds(20));
  }
  At(arrival, [this, letter] { Arrive(letter, true); });
  // What only asks or cancels may be sent again by those in between.
  const bool places = std::holds_alternative<execution::PlaceOrder>(request.what);
  if (places || !Chance(faults_.answer_twice)) return;
  At(arrival + Upto(Seconds(5)), [this, letter] { Arrive(letter, false); });
}

/// Unless an answer comes before.
void WireVenue::GiveUp(const Letter& letter, UnixNanos time, Failure why) {
  InThisLife(time, [this, id = letter.request.id, why] {
    on_socket_.erase(id);
    if (unanswered_.erase(id) > 0) heard_.emplace_back(execution::Answer{id, why});
  });
}

void WireVenue::Arrive(const Letter& letter, bool is_heard) {
  if (const auto refusal = AskDoor()) {
    if (is_heard) Return(letter, {refusal->answer, true, refusal->pause});
    return;
  }
  if (Chance(faults_.refusal)) {
    if (!is_heard) return;
    const bool refused = Chance(0.4);
    return Return(letter, {refused ? RefuseInBetween(letter) : Trouble(letter, false), true});
  }
  const Answer answer = Carry(letter);
  Publish();
  if (!is_heard) return;
  if (!Chance(faults_.answer_lost)) return Return(letter, {answer});
  if (Chance(0.5)) Return(letter, {Trouble(letter, true), true});
}

/// 429 asks for some seconds of silence; others on the same address do not keep it, now and then,
/// and then it is 418 for everybody.
std::optional<WireVenue::Refusal> WireVenue::AskDoor() {
  const auto whole = [](base::Duration d) { return Seconds(d / Seconds(1) + 1); };
  if (now_ >= banned_until_) {
    if (!Chance(faults_.turned_away)) return std::nullopt;
    ++pauses_;
    if (!Chance(0.2)) {
      return Refusal{{429, "{\"code\":-1003,\"msg\":\"Too many requests; please wait.\"}"},
                     whole(Upto(Seconds(8)))};
    }
    banned_until_ = now_ + Seconds(5) + Upto(Seconds(25));
  }
  return Refusal{{418, "{\"code\":-1003,\"msg\":\"Way too many requests; IP banned.\"}"},
                 whole(banned_until_ - now_)};
}

/// Certainly not done, and said so: by the exchange's front, for reasons of its own.
Answer WireVenue::RefuseInBetween(const Letter& letter) {
  const Answer key{letter.by_socket ? 401 : 400,
                   "{\"code\":-2015,\"msg\":\"Invalid API-key, IP, or permissions for action.\"}"};
  if (!std::holds_alternative<execution::PlaceOrder>(letter.request.what)) return key;
  const std::vector<Answer> answers = {
      key,
      {400, "{\"code\":-2010,\"msg\":\"Account has insufficient balance for requested action.\"}"},
      {400, "{\"code\":-2010,\"msg\":\"This symbol is not permitted for this account.\"}"},
      {400, "{\"code\":-1013,\"msg\":\"Filter failure: MAX_NUM_ORDERS\"}"},
      {400, "{\"code\":-1013,\"msg\":\"Filter failure: NOTIONAL\"}"}};
  return answers[random_.NextBelow(answers.size())];
}

Answer WireVenue::Carry(const Letter& letter) {
  const base::Duration lag = Chance(faults_.replica_lag) ? Upto(Seconds(3)) : base::Duration{};
  if (letter.by_socket) return {200, exchange_.Socket(letter.text, lag)};
  return exchange_.Rest({letter.verb, letter.text, letter.api_key, ""}, lag);
}

/// What is answered in the place of the truth: by those in between, or by an exchange that does not
/// know itself.
Answer WireVenue::Trouble(const Letter& letter, bool done) {
  const Answer timeout = AnswerOf(exchange::ExecutionUnknown());
  const Answer overloaded{503, "{\"code\":-1008,\"msg\":\"Server is currently overloaded.\"}"};
  if (!done && Chance(0.3)) return overloaded;
  if (letter.by_socket || Chance(0.3)) return timeout;
  const std::vector<Answer> answers = {
      {503, "<html><body>Service Unavailable</body></html>"},
      {502, ""},
      {500, "{\"code\":-1000,\"msg\":\"An unknown error occurred.\"}"},
      {200, "{\"symbol\":\"BTCUSDT\",\"orderId\":"},
      {200, ""}};
  return answers[random_.NextBelow(answers.size())];
}

void WireVenue::Return(const Letter& letter, Reply reply) {
  if (letter.by_socket && reply.spoilt) {
    reply.answer.body = WsAnswerText(std::to_string(letter.request.id.value), reply.answer, "");
  }
  UnixNanos heard = now_ + Milliseconds(1) + Upto(kTrip);
  if (Chance(faults_.answer_late)) heard = now_ + Upto(Seconds(60));
  InThisLife(heard, [this, letter, reply = std::move(reply)] { Hear(letter, reply); });
}

void WireVenue::Hear(const Letter& letter, const Reply& reply) {
  const Answer& answer = reply.answer;
  const bool spoilt = reply.spoilt;
  if (unanswered_.erase(letter.request.id) == 0) return;  // it was given up
  on_socket_.erase(letter.request.id);
  client_->Heed(letter, answer.status, reply.pause, now_);
  if (reply.pause.ns > 0) quiet_until_ = std::max(quiet_until_, now_ + reply.pause);
  bytes_.Append(answer.body);
  WireClient::Reading read = client_->Read(letter, answer);
  const auto* failed = std::get_if<Failure>(&read.answer.what);
  if (failed != nullptr && *failed == Failure::kUnknown && !spoilt) {
    Fail("an answer cannot be read: " + answer.body);
  }
  if (read.bad_clock) {
    client_->SetOffset(std::nullopt);
    InThisLife(now_ + Upto(Seconds(1)), [this] { LookAtClock(); });
  }
  const auto* place = std::get_if<execution::PlaceOrder>(&letter.request.what);
  const auto* refused = std::get_if<execution::Refused>(&read.answer.what);
  const bool sells = place != nullptr && place->terms.side == core::Side::kSell;
  if (sells && !spoilt && refused != nullptr &&
      refused->why == core::OrderEnd::kInsufficientBalance) {
    ++oversales_;
  }
  const bool off = refused != nullptr && refused->why == core::OrderEnd::kAgainstFilters;
  if (off && !spoilt) ++off_grid_;
  heard_.emplace_back(std::move(read.answer));
}

// ---- The account's stream.

void WireVenue::OpenStream() {
  if (now_ < quiet_until_) return InThisLife(quiet_until_, [this] { OpenStream(); });
  const bool can = !IsAllDown() && now_ >= banned_until_ && client_->knows_time();
  const std::string asked = client_->WriteSubscription(program_time());
  if (!can || !client_->IsSubscribed(exchange_.Socket(asked, {}))) {
    LookAtClock();
    return InThisLife(now_ + Milliseconds(100) + Upto(Seconds(5)), [this] { OpenStream(); });
  }
  ++stream_;
  stream_alive_ = stream_known_ = true;
  heard_.emplace_back(execution::StreamState{true});
  if (faults_.stream_death_per_s <= 0) return;
  InThisLife(now_ + Wait(faults_.stream_death_per_s), [this, stream = stream_] {
    if (stream == stream_ && faults_.stream_death_per_s > 0) LoseStream();
  });
}

// Half of them end with a word; the others die, which is noticed later.
void WireVenue::LoseStream() {
  if (Chance(0.5)) return TellEvent(now_, exchange_.BareEvent("eventStreamTerminated"));
  stream_alive_ = false;
  InThisLife(now_ + Upto(Seconds(20)), [this, stream = stream_] {
    if (stream == stream_) DropStream();
  });
}

void WireVenue::DropStream() {
  ++stream_;
  stream_alive_ = stream_known_ = false;
  heard_.emplace_back(execution::StreamState{false});
  for (const execution::RequestId id : std::exchange(on_socket_, {})) {
    if (unanswered_.erase(id) > 0) heard_.emplace_back(execution::Answer{id, Failure::kUnknown});
  }
  InThisLife(now_ + Milliseconds(100) + Upto(Seconds(10)), [this] { OpenStream(); });
}

void WireVenue::Publish() {
  for (const std::string& text : exchange_.TakeEvents()) {
    if (!stream_alive_ || IsAllDown() || Chance(faults_.message_lost)) continue;
    // In order, before or after the answer to what made it happen.
    UnixNanos heard = next_event_ = std::max(next_event_, now_ + Milliseconds(1) + Upto(kTrip));
    if (Chance(faults_.message_late)) heard = now_ + Upto(Seconds(5));
    if (Chance(faults_.message_twice)) TellEvent(heard + Upto(Seconds(30)), text);
    TellEvent(heard, text);
  }
}

void WireVenue::TellEvent(UnixNanos time, const std::string& text) {
  InThisLife(time, [this, stream = stream_, text] {
    if (stream == stream_) HearEvent(text);
  });
}

void WireVenue::HearEvent(const std::string& text) {
  bytes_.Append(text);
  const auto event = client_->ReadEvent(text);
  if (!event) return Fail("an event cannot be read: " + event.error().message + ": " + text);
  if (event->ends_stream) return DropStream();
  if (event->order) heard_.emplace_back(*event->order);
}

// ---- What happens by itself.

void WireVenue::LookAtClock() {
  const base::Duration error = Upto(kClockError * 2) - kClockError;
  const bool jumps = faults_.clock_jump_per_s > 0;
  client_->SetOffset(exchange_.time() - program_time() + (jumps ? error : base::Duration{}));
  InThisLife(now_ + kClockEvery, [this, look = ++clock_looks_] {
    if (look == clock_looks_) LookAtClock();
  });
}

// Back by less than what the account waits before absence means anything.
void WireVenue::JumpClock() {
  if (faults_.clock_jump_per_s <= 0) return;
  exchange_.JumpClock(Chance(0.5) ? Upto(Seconds(30)) : Seconds(0) - Upto(Seconds(3)));
  At(now_ + Wait(faults_.clock_jump_per_s), [this] { JumpClock(); });
}

void WireVenue::BreakDown() {
  if (faults_.outage_per_s <= 0) return;
  outage_ = static_cast<Outage>(random_.NextBelow(3));
  outage_ends_ = now_ + Upto(Seconds(30));
  At(now_ + Wait(faults_.outage_per_s), [this] { BreakDown(); });
}

void WireVenue::LetCrowdAct(size_t pair) {
  if (frozen_) return;
  const auto market = static_cast<exchange::MarketId>(pair);
  exchange_.LetCrowdAct(market, plan_.price(pair, now_));
  if (Chance(faults_.unasked_end)) exchange_.EndSomeOrder(market);
  Publish();
  At(now_ + Upto(kPace), [this, pair] { LetCrowdAct(pair); });
}

bool WireVenue::TradeByStranger(size_t pair, core::Side side, UnixNanos now) {
  SetTime(now);
  const auto& fills = exchange_.truth().fills(WireExchange::kClient);
  const size_t before = fills.size();
  exchange_.LetStrangerTrade(static_cast<exchange::MarketId>(pair), side, plan_.price(pair, now));
  Publish();
  return fills.size() > before;
}

void WireVenue::Credit(core::Decimal amount, UnixNanos now) {
  SetTime(now);
  exchange_.Deposit(plan_.pairs[0].quote, amount);
  Publish();
}

// ---- The truth.

std::vector<Venue::Order> WireVenue::Orders() const {
  std::vector<Order> all;
  const exchange::SimulatedExchange& truth = exchange_.truth();
  for (const auto& market : truth.markets()) {
    for (const auto& record : truth.AllOrders(WireExchange::kClient, market->id)) {
      Order order;
      order.client_id = record.request.client_id;
      order.venue_id = record.id;
      order.terms.instrument = {market->id};
      order.terms.type = TypeOf(record.request.type);
      order.terms.side = record.request.side;
      order.terms.quantity = record.request.quantity;
      order.executed = record.executed;
      order.status = StatusOf(record.status);
      all.push_back(std::move(order));
    }
  }
  return all;
}

std::vector<execution::VenueTrade> WireVenue::Trades() const {
  std::vector<execution::VenueTrade> all;
  const exchange::SimulatedExchange& truth = exchange_.truth();
  for (const exchange::AccountFill& fill : truth.fills(WireExchange::kClient)) {
    execution::VenueTrade trade;
    trade.number = fill.trade;
    trade.venue_id = fill.order;
    trade.instrument = {fill.market};
    trade.side = fill.buyer ? core::Side::kBuy : core::Side::kSell;
    trade.liquidity = fill.maker ? core::Liquidity::kMaker : core::Liquidity::kTaker;
    trade.price = fill.price;
    trade.quantity = fill.quantity;
    trade.fee = {fill.commission,
                 plan_.currency_of(truth.accounts().assets()[fill.commission_asset])};
    trade.time = fill.time;
    all.push_back(trade);
  }
  return all;
}

std::vector<std::pair<std::string, core::Decimal>> WireVenue::Holdings() const {
  std::vector<std::pair<std::string, core::Decimal>> all;
  const exchange::Accounts& accounts = exchange_.truth().accounts();
  for (exchange::AssetId asset = 0; asset < accounts.assets().size(); ++asset) {
    const exchange::Balance& held = accounts.at(WireExchange::kClient, asset);
    all.emplace_back(accounts.assets()[asset], held.free + held.locked);
  }
  return all;
}

}  // namespace keel::simulation
