// SPDX-License-Identifier: MIT
// Brackets and entries that cancel each other in a session that is killed between any two of their
// steps, against a venue that knows neither. Whole lives with faults are in tests/simulation.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "engine/live_session.h"
#include "engine/replay.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::OrderType;
using core::Price;
using core::Quantity;
using core::Side;
using execution::VenueStatus;
using Words = std::vector<std::string>;

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute

Price Px(const char* text) { return Price(Decimal::Parse(text).value()); }
Quantity Qty(const char* text) { return Quantity(Decimal::Parse(text).value()); }

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
class BracketSessionTest : public testing::Test {
 protected:
  BracketSessionTest() {
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
                                         core::Timeframe::Of(base::Minutes(1)), std::nullopt},
                        std::vector<core::Bar>{}, 100);
    return series;
  }
  void Open() {
    journal_.emplace(begun_ ? *storage::Journal::Open(*folder_)
                            : *storage::Journal::Create(*folder_, {"test", now_}));
    begun_ = true;
    options_.link.first_request = static_cast<uint64_t>(now_.ns);
    auto session =
        LiveSession::Open(options_, Registry{specs_}, Series(), {&*journal_, folder_.get()}, now_);
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
    const core::Bar bar{kStart, 100, 100, 100, 100, 1e6};
    now_ = kStart + base::Minutes(1);
    ASSERT_TRUE(session_->OnBar({0}, bar, now_));
    Drain();
  }
  bool TellRules() {
    const auto changed = session_->OnRules({{{0}, filters_, {}}}, now_);
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
  decltype(execution::Answer::what) Answer(const execution::Request& request) {
    if (const auto* place = std::get_if<execution::PlaceOrder>(&request.what)) {
      if (!IsOnGrid(place->terms)) {
        return execution::Refused{core::OrderEnd::kAgainstFilters, "Filter failure: PRICE_FILTER"};
      }
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
  /// The venue fills that much of its newest working order; the program hears it if it lives.
  void Fill(const char* quantity, const char* price) {
    for (size_t i = orders_.size(); i-- > 0;) {
      execution::VenueOrder& order = orders_[i];
      if (order.status != VenueStatus::kWorking) continue;
      order.executed += Qty(quantity);
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
      return Drain();
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
    const auto verdict = ReplaySession(options_, Registry{specs_}, Series(), *folder_);
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_TRUE(verdict->equal()) << "from record " << verdict->first_difference.value_or(0);
  }
  static Act Bracket(const char* stop = "95") {
    return [stop](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("99");
      const auto sent = market.SubmitBracket(entry, {.stop = Px(stop), .target = Px("105")}, "dip");
      ASSERT_TRUE(sent && sent->stop && sent->target);
      EXPECT_EQ(market.open_orders(pair).size(), 3u);
    };
  }
  /// 4 at 95, or 4 at the market once it is at 105.
  static Act TwoEntries() {
    return [](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("95");
      entry.oco_group = market.NewOcoGroup();
      EXPECT_TRUE(market.Submit(entry, "low"));
      entry.type = OrderType::kStop;
      entry.limit_price = {};
      entry.stop_price = Px("105");
      EXPECT_TRUE(market.Submit(entry, "high"));
    };
  }

  Act act_;
  core::InstrumentFilters filters_ = {Px("0.01"), Qty("0.001"), Decimal::FromInt(5)};
  std::vector<strategy::StrategySpec> specs_;
  LiveOptions options_;
  std::unique_ptr<storage::testing::MemoryFolder> folder_ =
      std::make_unique<storage::testing::MemoryFolder>();
  std::optional<storage::Journal> journal_;
  std::unique_ptr<LiveSession> session_;
  base::UnixNanos now_ = kStart;
  bool begun_ = false;
  std::vector<execution::VenueOrder> orders_;
  std::vector<core::OrderTerms> terms_;  // of orders_
  Price protection_;                     // of the last one
  std::vector<execution::VenueTrade> trades_;
};

TEST_F(BracketSessionTest, ExitsSurviveADeathBetweenEntryAndFillAndOneBetweenFillAndExit) {
  Begin(Bracket());
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 99"});
  Die();
  Fill("1", "99");  // nobody listens
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  Die();
  orders_[1].status = VenueStatus::kCanceled;  // a watchdog, say
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  Bid("105");
  EXPECT_EQ(AtVenue(), Words{"sell limit 1 at 105"});  // and the rest of the entry is gone
  Die();
  Open();
  Fill("1", "105");
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(Held().is_zero());
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AnEntryThatEndedMeanwhileTakesItsExitsWithIt) {
  Begin(Bracket());
  Die();
  orders_[0].status = VenueStatus::kCanceled;
  Open();
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AStopOffATickThatTheVenueHasChangedFollowsItsRules) {
  Begin(Bracket("95.25"));
  filters_.tick = Px("0.5");
  Fill("1.5", "99");
  EXPECT_EQ(AtVenue(), Words{"buy limit 2.5 at 99"}) << "the venue refuses a stop at 95.25";
  EXPECT_TRUE(session_->wants_rules());
  EXPECT_TRUE(TellRules());
  EXPECT_FALSE(session_->wants_rules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}));
  filters_.lot = Qty("1");
  EXPECT_TRUE(TellRules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}))
      << "what rests there may stay";
  Die();
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 2.5 at 99", "sell stop 1.5 at 95.5"}));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, ABracketThatACoarseTickBringsTogetherIsRefused) {
  filters_.tick = Px("10");
  Begin([](strategy::Context& market, core::InstrumentId pair) {
    core::OrderTerms entry;
    entry.instrument = pair;
    entry.quantity = Qty("4");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("98"), .target = Px("104")}, "tight"));
  });
  EXPECT_TRUE(orders_.empty());
}

TEST_F(BracketSessionTest, AStopThatATickWouldPushToItsTargetStaysBelowItOverADeath) {
  Begin(Bracket("98.2"));  // its target is 105
  filters_.tick = Px("49");
  EXPECT_TRUE(TellRules());
  Fill("4", "99");
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 98"}) << "that grid has 147 next";
  const size_t sent = orders_.size();
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"sell stop 4 at 98"});
  EXPECT_EQ(orders_.size(), sent) << "as near as that grid has it, it is that stop";
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, RulesThatAreKnownAreWrittenDownOnlyWhereTheyAreAwaited) {
  Begin(Bracket());
  const uint64_t written = journal_->head().sequence;
  EXPECT_FALSE(TellRules());
  EXPECT_EQ(journal_->head().sequence, written);
  EXPECT_FALSE(session_->OnRules({{{0}, {Px("0"), Qty("1"), {}}, {}}}, now_)) << "no tick at all";
  const core::InstrumentFilters known = std::exchange(filters_, {Px("7"), Qty("7"), Decimal()});
  Fill("1", "99");
  EXPECT_TRUE(session_->wants_rules());
  filters_ = known;
  EXPECT_FALSE(TellRules());
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, WaitingExitsPromiseNothing) {
  Begin(Bracket());
  const auto& working = session_->account().working;
  EXPECT_TRUE(working.SellQuantity({0}, {0}).is_zero());
  Fill("1", "99");
  EXPECT_EQ(working.SellQuantity({0}, {0}), Qty("1"));
  Fill("1", "95");  // the stop
  EXPECT_TRUE(working.SellQuantity({0}, {0}).is_zero());
}

TEST_F(BracketSessionTest, WhoeverCancelsTheLastExitEndsTheEntry) {
  Begin(Bracket());
  ASSERT_TRUE(session_->Cancel({2}, now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 99"});
  ASSERT_TRUE(session_->Cancel({3}, now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AHaltEndsTheEntryAndLeavesWhatItBoughtUnderItsStop) {
  Begin(Bracket());
  Fill("1", "99");
  ASSERT_TRUE(session_->Kill({}, "test", "halt", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{"sell stop 1 at 95"});
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, ABracketThatIsRefusedSendsNothing) {
  Begin([](strategy::Context& market, core::InstrumentId pair) {
    core::OrderTerms entry;
    entry.instrument = pair;
    entry.quantity = Qty("4");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("101")}, "wrong side"));
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("1")}, "a stop below the minimum"));
    entry.quantity = Qty("0.05");
    EXPECT_FALSE(market.SubmitBracket(entry, {.stop = Px("95")}, "stop too small"));
    EXPECT_TRUE(market.open_orders(pair).empty());
  });
  EXPECT_TRUE(orders_.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, OfTwoEntriesOneWorksAndTheLargerIsReserved) {
  Begin(TwoEntries());
  EXPECT_EQ(AtVenue(), Words{"buy limit 4 at 95"});
  const auto& account = session_->account();
  const Decimal reserved =
      account.working.ReservedQuote(account.ledger.universe(), core::CurrencyId{0});
  EXPECT_GE(reserved, Decimal::FromInt(420));
  EXPECT_LT(reserved, Decimal::FromInt(440));
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AHaltEndsBothEntries) {
  Begin(TwoEntries());
  ASSERT_TRUE(session_->Kill({}, "test", "halt", now_));
  Drain();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  Bid("106");
  EXPECT_EQ(AtVenue(), Words{});
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, TheFirstEntryThatFillsEndsTheOtherForGood) {
  Begin(TwoEntries());
  Fill("1", "95");  // ends the stop
  EXPECT_EQ(session_->account().working.size(), 2u);
  Bid("106");
  EXPECT_EQ(AtVenue(), Words{"buy limit 3 at 95"});
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy limit 3 at 95"});
  Fill("3", "95");
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, TwoEntriesNeverBuyMoreThanOne) {
  Begin(TwoEntries());
  session_->OnBestBid({0}, Px("105"), now_);
  ASSERT_TRUE(session_->Commit());
  Die();  // before the cancel of the limit has left
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy market 4"});
  EXPECT_GE(protection_, Px("105"));  // of a bar that closed at 100, and a stop at 105
  Die();
  Open();
  EXPECT_EQ(AtVenue(), Words{"buy market 4"});
  Fill("4", "105");
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_EQ(Held(), Qty("4"));
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

TEST_F(BracketSessionTest, AnEntryOfAGroupThatTheVenueEndedStaysEnded) {
  Begin(TwoEntries());
  Die();
  orders_[0].status = VenueStatus::kCanceled;  // the watchdog
  Open();
  EXPECT_EQ(AtVenue(), Words{});
  EXPECT_TRUE(session_->account().working.empty());
  ExpectReplayIsEqual();
}

}  // namespace
}  // namespace keel::engine
