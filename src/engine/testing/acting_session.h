// SPDX-License-Identifier: MIT
// For tests: a session of one pair in which a strategy does what the test says, at a venue that
// answers at once and knows no groups of orders, and which may die between any two steps.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "engine/live_session.h"
#include "engine/replay.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::engine::testing {

using core::Decimal;
using core::OrderType;
using core::Price;
using core::Quantity;
using core::Side;
using execution::VenueStatus;
using Words = std::vector<std::string>;

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute

inline Price Px(const char* text) { return Price(Decimal::Parse(text).value()); }
inline Quantity Qty(const char* text) { return Quantity(Decimal::Parse(text).value()); }

/// Does at the first bar what the test says, and nothing after.
using Act = std::function<void(strategy::Context&, core::InstrumentId)>;
class Once final : public strategy::Strategy {
 public:
  explicit Once(const Act& act) : act_(act) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    if (market.warming()) {
      for (int i = 0; i < 3; ++i) market.NewOcoGroup();  // of what it would have sent
      return;
    }
    if (std::exchange(done_, true)) return;
    act_(market, event.instrument);
  }

 private:
  const Act& act_;
  bool done_ = false;
};

/// A venue that answers at once, and a program that may die.
class ActingSession : public ::testing::Test {
 protected:
  ActingSession() {
    strategy::StrategySpec spec;
    spec.name = "once";
    spec.make =
        [this](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Once>(act_);
    };
    specs_ = {spec};
    options_.settings.pairs = {"BTC/USDT"};
    options_.settings.timeframe = "1m";
    options_.settings.strategies = {{.name = "once"}};
    options_.settings.account.balances = {{"USDT", "1000"}};
    options_.settings.risk = *risk::LimitsOf("research");
    options_.settings.risk.order_volume_share = options_.settings.risk.collar_major = std::nullopt;
    options_.settings.risk.through_best = std::nullopt;
    options_.link.session = "test";
    options_.link.trades_before = {0};
  }

  std::vector<LiveSeries> Series() const {
    std::vector<LiveSeries> series;
    series.emplace_back(LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), filters_,
                                         core::Timeframe::Of(period_), std::nullopt},
                        past_, 100);
    return series;
  }
  void Open() {
    journal_.emplace(begun_ ? *storage::Journal::Open(*folder_)
                            : *storage::Journal::Create(*folder_, {"test", now_}));
    begun_ = true;
    options_.link.first_request = static_cast<uint64_t>(now_.ns);
    options_.exits.stops = {stops_};
    auto session = LiveSession::Open(options_, Registry{specs_}, Series(),
                                     {&*journal_, folder_.get(), UINT64_MAX, by_snapshot_}, now_);
    ASSERT_TRUE(session) << session.error().message;
    session_ = *std::move(session);
    session_->OnVenueEvent(execution::StreamState{true}, now_);
    Drain();
    const base::UnixNanos settled = now_ + base::Seconds(5);
    while (session_->next_timer() <= settled) {
      now_ = std::max(now_, session_->next_timer());
      session_->OnTimer(now_);
      Drain();
    }
  }
  /// kill -9, and later the program comes back.
  void Die() {
    session_.reset();
    journal_.reset();
    folder_ = std::make_unique<storage::testing::MemoryFolder>(folder_->AfterKill());
    now_ = now_ + base::Seconds(20);
  }
  /// The strategy acts.
  void Begin(Act act) {
    act_ = std::move(act);
    Open();
    CloseBar(100, 1e6);
  }
  /// The next bar of the market closes, and is heard `late`.
  void CloseBar(double price, double volume, base::Duration late = {}) {
    const core::Bar bar{next_open_, price, price, price, price, volume};
    next_open_ = next_open_ + period_;
    now_ = std::max(now_, next_open_ + late);
    ASSERT_TRUE(session_->OnBar({0}, bar, now_));
    Drain();
  }
  void Pass(base::Duration time) { PassUntil(now_ + time); }
  /// Timers go off as time passes.
  void PassUntil(base::UnixNanos end) {
    while (session_->next_timer() <= end) {
      now_ = std::max(now_, session_->next_timer());
      session_->OnTimer(now_);
      Drain();
    }
    now_ = std::max(now_, end);
  }
  /// The venue tells its best prices, and would refuse what takes though it may only rest.
  void TellBest(const char* bid, const char* ask) {
    best_bid_ = Px(bid);
    best_ask_ = Px(ask);
    session_->OnBestPrices({0}, best_bid_, best_ask_, now_);
    Drain();
  }
  bool TellRules() {
    const auto changed = session_->OnRules({{{0}, filters_, {}, stops_}}, now_);
    Drain();
    return !changed.value().empty();
  }
  void Bid(const char* price) {
    session_->OnBestBid({0}, Px(price), now_);
    Drain();
  }

  // ---- The venue.
  void Drain() {
    while (true) {
      ASSERT_TRUE(session_->Commit());
      const auto requests = session_->TakeRequests();
      if (requests.empty()) return;
      for (const execution::Request& request : requests) {
        session_->OnVenueEvent(execution::Answer{request.id, Answer(request)}, now_);
      }
    }
  }
  bool IsOnGrid(const core::OrderTerms& terms) const {
    return IsMultipleOf(terms.limit_price.value(), filters_.tick.value()) &&
           IsMultipleOf(terms.stop_price.value(), filters_.tick.value()) &&
           IsMultipleOf(terms.quantity.value(), filters_.lot.value());
  }
  std::optional<execution::Refused> RefuseStop(OrderType type) {
    if (!execution::WaitsForPrice(type)) return std::nullopt;
    uint32_t waiting = 0;
    for (size_t i = 0; i < orders_.size(); ++i) {
      const bool works = orders_[i].status == VenueStatus::kWorking;
      waiting += works && execution::WaitsForPrice(terms_[i].type) ? 1 : 0;
    }
    const bool is_full = waiting >= room_for_stops_;
    if (stops_.Takes(type) && !is_full) return std::nullopt;
    ++refused_stops_;
    if (is_full) {
      return execution::Refused{core::OrderEnd::kTooManyOrders, "MAX_NUM_ALGO_ORDERS"};
    }
    return execution::Refused{core::OrderEnd::kRefusedByVenue, "Invalid orderType."};
  }
  bool WouldTake(const core::OrderTerms& terms) const {
    if (!terms.post_only || best_ask_.is_zero()) return false;
    return terms.side == Side::kBuy ? terms.limit_price >= best_ask_
                                    : terms.limit_price <= best_bid_;
  }
  decltype(execution::Answer::what) Answer(const execution::Request& request) {
    if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
      ++placed_;
      if (WouldTake(place->terms)) {
        refused_.push_back(place->terms.limit_price.ToString());
        return execution::Refused{core::OrderEnd::kWouldTake, "it would match at once"};
      }
      if (!IsOnGrid(place->terms)) {
        return execution::Refused{core::OrderEnd::kAgainstFilters, "Filter failure: PRICE_FILTER"};
      }
      if (const auto refused = RefuseStop(place->terms.type)) return *refused;
      terms_.push_back(place->terms);
      protection_ = place->protection_price;
      orders_.push_back({place->client_id,
                         orders_.size() + 1,
                         {0},
                         VenueStatus::kWorking,
                         {},
                         place->terms.quantity});
      return orders_.back();
    }
    if (const auto* cancel = std::get_if<execution::CancelAtVenue>(&request.what)) {
      for (auto& order : orders_) {
        if (order.client_id != cancel->client_id) continue;
        if (order.status == VenueStatus::kWorking) order.status = VenueStatus::kCanceled;
        return order;
      }
    }
    if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
      std::vector<execution::VenueOrder> open;
      for (const auto& order : orders_) {
        if (order.status == VenueStatus::kWorking) open.push_back(order);
      }
      return open;
    }
    if (const auto* query = std::get_if<execution::QueryTrades>(&request.what)) {
      std::vector<execution::VenueTrade> later;
      for (const auto& trade : trades_) {
        if (trade.number > query->after) later.push_back(trade);
      }
      return later;
    }
    if (const auto* query = std::get_if<execution::QueryOrder>(&request.what)) {
      for (const auto& order : orders_) {
        if (order.client_id == query->client_id) return order;
      }
    }
    return execution::NotFound{};
  }
  /// The venue fills that much of an order; the program hears it if it lives.
  void FillOrder(size_t i, const char* quantity, const char* price) {
    execution::VenueOrder& order = orders_[i];
    order.executed += Qty(quantity);
    ASSERT_LE(order.executed, order.quantity);
    if (order.executed == order.quantity) order.status = VenueStatus::kFilled;
    trades_.push_back({trades_.size() + 1,
                       order.venue_id,
                       {0},
                       terms_[i].side,
                       core::Liquidity::kTaker,
                       Px(price),
                       Qty(quantity),
                       {Decimal(), core::CurrencyId{0}},
                       now_});
    if (!session_) return;
    session_->OnVenueEvent(execution::StreamOrder{order, trades_.back()}, now_);
    Drain();
  }
  /// Of its newest working order.
  void Fill(const char* quantity, const char* price) {
    for (size_t i = orders_.size(); i-- > 0;) {
      if (orders_[i].status == VenueStatus::kWorking) return FillOrder(i, quantity, price);
    }
    FAIL() << "nothing works at the venue";
  }
  /// What works there, in words.
  Words AtVenue() const {
    Words words;
    for (size_t i = 0; i < orders_.size(); ++i) {
      if (orders_[i].status != VenueStatus::kWorking) continue;
      const core::OrderTerms& terms = terms_[i];
      std::string text = std::string(terms.side == Side::kBuy ? "buy " : "sell ") +
                         ToString(terms.type) + " " +
                         (orders_[i].quantity - orders_[i].executed).ToString();
      const Price at = terms.stop_price.is_positive() ? terms.stop_price : terms.limit_price;
      if (at.is_positive()) text += " at " + at.ToString();
      words.push_back(text);
    }
    return words;
  }
  Quantity Held() const { return session_->account().ledger.position(core::InstrumentId{0}); }
  void ExpectReplayIsEqual() {
    options_.link.trades_before.clear();
    options_.exits.stops.clear();  // the journal tells them
    const auto verdict = ReplaySession(options_, Registry{specs_}, Series(), *folder_);
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_TRUE(verdict->equal()) << "from record " << verdict->first_difference.value_or(0);
  }

  Act act_;
  core::InstrumentFilters filters_ = {Px("0.01"), Qty("0.001"), Decimal::FromInt(5)};
  execution::StopRules stops_;            // as the venue lists them
  uint32_t room_for_stops_ = UINT32_MAX;  // as it has it
  int refused_stops_ = 0;
  std::vector<strategy::StrategySpec> specs_;
  LiveOptions options_;
  std::unique_ptr<storage::testing::MemoryFolder> folder_ =
      std::make_unique<storage::testing::MemoryFolder>();
  std::optional<storage::Journal> journal_;
  std::unique_ptr<LiveSession> session_;
  base::Duration period_ = base::Minutes(1);
  std::vector<core::Bar> past_;  // that the session begins with
  base::UnixNanos next_open_ = kStart;
  base::UnixNanos now_ = kStart;
  bool begun_ = false;
  bool by_snapshot_ = false;   // how it comes back
  Price best_bid_, best_ask_;  // at the venue; zero: whatever may rest rests
  Words refused_;              // prices of what would have taken
  int placed_ = 0;             // orders that came there
  std::vector<execution::VenueOrder> orders_;
  std::vector<core::OrderTerms> terms_;  // of orders_
  Price protection_;                     // of the last one
  std::vector<execution::VenueTrade> trades_;
};

}  // namespace keel::engine::testing
