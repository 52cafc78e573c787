// SPDX-License-Identifier: MIT
#include "sim/paper_venue.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/random.h"
#include "sim/models/registry.h"

namespace keel::sim {
namespace {

using core::OrderType;
using core::Side;
using core::TimeInForce;
using execution::Answer;
using execution::PlaceOrder;
using execution::StreamOrder;

constexpr core::InstrumentId kPair{0};

core::Decimal D(std::string_view text) { return core::Decimal::Parse(text).value(); }
core::Price P(std::string_view text) { return core::Price(D(text)); }
core::Quantity Q(std::string_view text) { return core::Quantity(D(text)); }

// ABC/USDT with ticks of 1 and lots of 0.1, at least 10 USDT an order. Messages take 10 ns out and
// 5 ns back, fees are 10 and 20 bps; market data is at most 1000 ns late.
class PaperVenueTest : public ::testing::Test {
 protected:
  using Levels = std::vector<std::pair<const char*, const char*>>;

  PaperVenueTest() {
    Begin();
    venue_->Deposit("USDT", D("1000"));
    venue_->Deposit("ABC", D("5"));
    Snapshot(1, {{"100", "3"}, {"99", "5"}}, {{"101", "2"}, {"102", "4"}});
  }

  void Begin() {
    queue_ = models::MakeQueueModel("fifo", {}).value();
    latency_ = models::MakeOrderLatency("measured_table",
                                        {.table = {{.time = {0}, .entry = {10}, .response = {5}}}})
                   .value();
    auto fees = execution::FeeSchedule::Make({{0, D("0.001"), D("0.002")}}).value();
    PaperVenueOptions options;
    options.pairs = {{core::ParseSymbol("ABC/USDT").value(), filters_}};
    options.currency_of = [](std::string_view code) {
      return core::CurrencyId{static_cast<uint16_t>(code == "USDT" ? 0 : 1)};
    };
    options.receive_window = {5000};
    options.feed_delay = {1000};
    venue_ = PaperVenue::Make(std::move(options), std::move(fees), *queue_, *latency_).value();
  }
  /// The program dies and begins again with the facts that are kept.
  void Restart() {
    Keep();
    Begin();
    for (const PaperFact& fact : kept_) venue_->Restore(fact);
  }
  void Keep() {
    for (PaperFact& fact : venue_->TakeFacts()) kept_.push_back(std::move(fact));
  }

  static core::BookUpdate Book(int64_t time, const Levels& bids, const Levels& asks) {
    core::BookUpdate update{.event_time = {time}};
    for (const auto& [price, lots] : bids) update.bids.push_back({P(price), Q(lots)});
    for (const auto& [price, lots] : asks) update.asks.push_back({P(price), Q(lots)});
    return update;
  }
  void Snapshot(int64_t time, const Levels& bids, const Levels& asks) {
    core::BookUpdate update = Book(time, bids, asks);
    update.is_snapshot = true;
    heard_until_ = std::max(heard_until_, time);
    venue_->OnBook(kPair, update);
  }
  void Change(int64_t time, const Levels& bids, const Levels& asks) {
    heard_until_ = std::max(heard_until_, time);
    venue_->OnBook(kPair, Book(time, bids, asks));
  }
  void Trade(int64_t time, Side aggressor, const char* quantity, const char* price) {
    heard_until_ = std::max(heard_until_, time);
    venue_->OnTrade(kPair, {{time}, 0, P(price), Q(quantity), aggressor});
  }

  static PlaceOrder Order(std::string name, Side side, const char* quantity, const char* limit) {
    PlaceOrder order{
        .client_id = std::move(name), .stamp = {}, .terms = {}, .protection_price = {}};
    order.terms.side = side;
    order.terms.type = OrderType::kLimit;
    order.terms.quantity = Q(quantity);
    order.terms.limit_price = P(limit);
    return order;
  }
  static PlaceOrder Market(std::string name, Side side, const char* quantity,
                           const char* protection) {
    PlaceOrder order = Order(std::move(name), side, quantity, "0");
    order.terms.type = OrderType::kMarket;
    order.protection_price = P(protection);
    return order;
  }
  static PlaceOrder Stop(std::string name, Side side, const char* quantity, const char* trigger) {
    PlaceOrder order = Market(std::move(name), side, quantity, "0");
    order.terms.type = OrderType::kStop;
    order.terms.stop_price = P(trigger);
    return order;
  }
  template <typename What>
  void Send(int64_t time, What what) {
    venue_->Send({{++requests_}, std::move(what)}, {time});
  }
  void Cancel(int64_t time, const char* name) { Send(time, execution::CancelAtVenue{name, kPair}); }

  void Amend(int64_t time, const char* name, const char* quantity) {
    Send(time, execution::AmendAtVenue{name, kPair, {time}, Q(quantity)});
  }

  /// What is heard by `until`: "@25 a working 0; @25 a trade 1 3@100 maker fee 0.003 ABC".
  std::string Heard(int64_t until = 1'000'000) {
    std::string text;
    for (int64_t time = heard_until_; time <= until; ++time) {
      if (venue_->next_timer().ns > until) break;
      time = std::max(time, venue_->next_timer().ns);
      venue_->AdvanceTo({time});
      Keep();
      while (const auto event = venue_->TakeEvent({time})) {
        text += fmt::format("{}@{} {}", text.empty() ? "" : "; ", time, Words(*event));
      }
    }
    heard_until_ = until;
    return text;
  }
  static std::string Words(const execution::VenueOrder& order) {
    static constexpr const char* kNames[] = {"working", "filled", "canceled", "rejected",
                                             "expired"};
    return fmt::format("{} {} {}", order.client_id, kNames[static_cast<int>(order.status)],
                       order.executed.ToString());
  }
  static std::string Words(const execution::VenueTrade& t) {
    return fmt::format("trade {} {}@{} {} fee {} {}", t.number, t.quantity.ToString(),
                       t.price.ToString(), core::ToString(t.liquidity), t.fee.amount.ToString(),
                       t.fee.currency.index == 0 ? "USDT" : "ABC");
  }
  static std::string Words(const execution::VenueEvent& event) {
    if (const auto* told = std::get_if<StreamOrder>(&event)) {
      return Words(told->order) + (told->trade ? " " + Words(*told->trade) : "");
    }
    const auto& what = std::get<Answer>(event).what;
    if (const auto* order = std::get_if<execution::VenueOrder>(&what)) {
      return "answer " + Words(*order);
    }
    if (const auto* refused = std::get_if<execution::Refused>(&what)) return refused->text;
    if (const auto* failure = std::get_if<execution::Failure>(&what)) {
      return *failure == execution::Failure::kNotSent ? "not sent" : "unknown";
    }
    if (const auto* trades = std::get_if<std::vector<execution::VenueTrade>>(&what)) {
      std::string text = "trades";
      for (const auto& trade : *trades) text += " " + std::to_string(trade.number);
      return text;
    }
    if (const auto* open = std::get_if<std::vector<execution::VenueOrder>>(&what)) {
      std::string text = "open";
      for (const auto& order : *open) text += " " + order.client_id;
      return text;
    }
    return std::holds_alternative<execution::NotFound>(what) ? "not found" : "balances";
  }
  std::string Account() const {
    std::string text;
    for (const auto& [coin, held] : venue_->account().balances()) {
      text += fmt::format("{} {}+{} ", coin, held.free.ToString(), held.locked.ToString());
    }
    text.pop_back();
    return text;
  }

  core::InstrumentFilters filters_ = {P("1"), Q("0.1"), D("10")};
  std::unique_ptr<models::QueueModel> queue_;
  std::unique_ptr<models::OrderLatency> latency_;
  std::unique_ptr<PaperVenue> venue_;
  std::vector<PaperFact> kept_;
  uint64_t requests_ = 0;
  int64_t heard_until_ = 0;
};

// Two levels, then its limit; the commission is taken from the coins that come in, at 1e-8 down.
TEST_F(PaperVenueTest, AMarketOrderTakesTheBookUpToItsProtection) {
  Send(20, Market("a", Side::kBuy, "4.5", "101"));
  Change(31, {}, {});
  EXPECT_EQ(Heard(),
            "@35 answer a expired 2; @35 a working 2 trade 1 2@101 taker fee 0.004 ABC; "
            "@35 a expired 2");
  EXPECT_EQ(Account(), "ABC 6.996+0 USDT 798+0");
}

TEST_F(PaperVenueTest, WhatItTookIsNotThereASecondTime) {
  Send(20, Market("a", Side::kBuy, "2", "101"));
  Send(21, Market("b", Side::kBuy, "2", "102"));
  Change(40, {}, {});
  EXPECT_EQ(Heard(),
            "@40 answer a filled 2; @40 a filled 2 trade 1 2@101 taker fee 0.004 ABC; "
            "@40 answer b filled 2; @40 b filled 2 trade 2 2@102 taker fee 0.004 ABC");
}

TEST_F(PaperVenueTest, ARestingOrderWaitsForItsQueueAndLocksWhatItNeeds) {
  Send(20, Order("a", Side::kBuy, "2", "100"));
  Change(31, {}, {});
  EXPECT_EQ(Heard(50), "@35 answer a working 0");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 800+200");
  Trade(60, Side::kSell, "3", "100");
  EXPECT_EQ(Heard(70), "");
  Trade(80, Side::kSell, "0.5", "100");
  EXPECT_EQ(Heard(90), "@85 a working 0.5 trade 1 0.5@100 maker fee 0.0005 ABC");
  EXPECT_EQ(Account(), "ABC 5.4995+0 USDT 800+150");
  Cancel(100, "a");
  EXPECT_EQ(Heard(5000), "@1110 answer a canceled 0.5; @1110 a canceled 0.5");
  EXPECT_EQ(Account(), "ABC 5.4995+0 USDT 950+0");
}

TEST_F(PaperVenueTest, AReducedOrderKeepsItsPlaceAndSetsMoneyFree) {
  Send(20, Order("a", Side::kBuy, "2", "100"));
  Change(31, {}, {});
  EXPECT_EQ(Heard(50), "@35 answer a working 0");
  Amend(60, "a", "0.5");
  Change(71, {{"100", "9"}}, {});  // others come behind
  EXPECT_EQ(Heard(80), "@75 answer a working 0; @75 a working 0");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 950+50");
  Restart();
  EXPECT_EQ(Account(), "ABC 5+0 USDT 950+50");
}

TEST_F(PaperVenueTest, OthersWhoComeLaterStandBehindAReducedOrder) {
  Send(20, Order("a", Side::kBuy, "2", "100"));
  Amend(21, "a", "0.5");
  Change(32, {{"100", "9"}}, {});
  Trade(60, Side::kSell, "4", "100");
  EXPECT_EQ(Heard(70),
            "@60 answer a working 0; @60 answer a working 0; @60 a working 0; "
            "@65 a filled 0.5 trade 1 0.5@100 maker fee 0.0005 ABC");
  EXPECT_EQ(Account(), "ABC 5.4995+0 USDT 950+0");
}

TEST_F(PaperVenueTest, AReductionIsRefusedInTheVenuesWords) {
  Send(20, Order("a", Side::kBuy, "2", "100"));
  Change(31, {}, {});
  Heard(40);
  Trade(50, Side::kSell, "3.5", "100");
  Heard(60);
  Amend(70, "a", "0.5");
  Change(81, {}, {});
  EXPECT_EQ(Heard(90), "@85 The requested action would change no state; rejecting. (-2038)");
  Amend(100, "a", "2");
  Amend(101, "a", "0.65");
  Amend(102, "nobody", "1");
  Change(113, {}, {});
  EXPECT_EQ(Heard(120),
            "@115 The requested action would change no state; rejecting. (-2038); "
            "@116 Filter failure: LOT_SIZE (-1013); @117 not found");
  EXPECT_EQ(Account(), "ABC 5.4995+0 USDT 800+150");
}

// It arrives at 30: a trade of 29 was before it, although it is heard of later.
TEST_F(PaperVenueTest, ATradeBeforeItsArrivalIsNotItsOwn) {
  Send(20, Order("a", Side::kBuy, "2", "100"));
  venue_->AdvanceTo({90});
  Trade(29, Side::kSell, "4", "100");
  Change(31, {}, {});
  EXPECT_EQ(Heard(100), "@35 answer a working 0");
}

// Nothing is heard of the market: after the feed's delay the order acts on what is known.
TEST_F(PaperVenueTest, InAQuietMarketAnOrderActsAfterTheDelayOfTheFeed) {
  Send(20, Market("a", Side::kBuy, "1", "101"));
  EXPECT_EQ(Heard(1029), "");
  EXPECT_EQ(Heard(1030),
            "@1030 answer a filled 1; @1030 a filled 1 trade 1 1@101 taker fee 0.002 ABC");
}

TEST_F(PaperVenueTest, RefusalsAreInTheVenuesWords) {
  Send(1, Order("a", Side::kBuy, "1", "100.5"));
  Send(2, Order("b", Side::kBuy, "0.25", "100"));
  Send(3, Order("c", Side::kBuy, "0.1", "99"));
  Send(4, Order("d", Side::kBuy, "11", "100"));
  PlaceOrder maker = Order("e", Side::kBuy, "1", "101");
  maker.terms.post_only = true;
  Send(5, maker);
  PlaceOrder dated = Order("f", Side::kBuy, "1", "100");
  dated.terms.tif = TimeInForce::kGtd;
  Send(6, dated);
  Change(100, {}, {});
  EXPECT_EQ(Heard(),
            "@100 Filter failure: PRICE_FILTER (-1013); @100 Filter failure: LOT_SIZE (-1013); "
            "@100 Filter failure: NOTIONAL (-1013); "
            "@100 Account has insufficient balance for requested action. (-2010); "
            "@100 Order would immediately match and take. (-2010); "
            "@100 trailing stops and orders that end at a time are not simulated");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 1000+0");
}

TEST_F(PaperVenueTest, ANameThatWorksIsNotTakenTwice) {
  Send(1, Order("a", Side::kBuy, "1", "99"));
  Send(2, Order("a", Side::kBuy, "1", "99"));
  Change(100, {}, {});
  EXPECT_EQ(Heard(), "@100 answer a working 0; @100 unknown");
}

TEST_F(PaperVenueTest, AFillOrKillLeavesNoTrace) {
  PlaceOrder order = Order("a", Side::kSell, "4", "100");
  order.terms.tif = TimeInForce::kFok;
  Send(1, order);
  Change(100, {}, {});
  EXPECT_EQ(Heard(), "@100 answer a expired 0; @100 a expired 0");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 1000+0");
}

TEST_F(PaperVenueTest, AStopSellsOnceATradeReachesIt) {
  Trade(5, Side::kBuy, "0.1", "101");
  Send(10, Stop("a", Side::kSell, "4", "100"));
  Send(11, Stop("b", Side::kSell, "1", "101"));
  Change(50, {}, {});
  EXPECT_EQ(Heard(60), "@50 answer a working 0; @50 Stop price would trigger immediately. (-2010)");
  EXPECT_EQ(Account(), "ABC 1+4 USDT 1000+0");
  Trade(70, Side::kBuy, "0.1", "101");
  Trade(71, Side::kSell, "0.1", "100");
  EXPECT_EQ(Heard(100),
            "@76 a working 3 trade 1 3@100 taker fee 0.6 USDT; "
            "@76 a filled 4 trade 2 1@99 taker fee 0.198 USDT");
  EXPECT_EQ(Account(), "ABC 1+0 USDT 1398.202+0");
}

TEST_F(PaperVenueTest, ABuyBehindATriggerLocksFivePercentMore) {
  Send(10, Stop("a", Side::kBuy, "1", "102"));
  Change(50, {}, {});
  EXPECT_EQ(Heard(60), "@50 answer a working 0");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 892+108");
  Trade(70, Side::kBuy, "0.1", "103");
  EXPECT_EQ(Heard(80), "@75 a filled 1 trade 1 1@101 taker fee 0.002 ABC");
  EXPECT_EQ(Account(), "ABC 5.998+0 USDT 899+0");
}

TEST_F(PaperVenueTest, NothingFillsWhileTheBookIsNotWhole) {
  Send(20, Order("a", Side::kBuy, "1", "100"));
  Change(31, {}, {});
  EXPECT_EQ(Heard(50), "@35 answer a working 0");
  venue_->OnBookLost(kPair);
  Trade(60, Side::kSell, "50", "99");
  Send(70, Market("b", Side::kBuy, "1", "101"));
  EXPECT_EQ(Heard(2000), "");
  Snapshot(2010, {{"100", "3"}}, {{"101", "2"}});
  EXPECT_EQ(Heard(3000),
            "@2015 answer b filled 1; @2015 b filled 1 trade 1 1@101 taker fee 0.002 ABC");
}

TEST_F(PaperVenueTest, AnOrderThatWaitsTooLongForTheBookIsTurnedAway) {
  venue_->OnBookLost(kPair);
  Send(70, Market("b", Side::kBuy, "1", "101"));
  EXPECT_EQ(Heard(5070), "");
  EXPECT_EQ(Heard(6000), "@5071 not sent");
  Snapshot(6010, {}, {{"101", "2"}});
  EXPECT_EQ(Heard(9000), "");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 1000+0");
}

TEST_F(PaperVenueTest, AnOrderIsNotTakenAfterItsReceiveWindow) {
  venue_->OnBookLost(kPair);
  Send(70, Market("b", Side::kBuy, "1", "101"));
  Snapshot(5071, {}, {{"101", "2"}});
  EXPECT_EQ(Heard(9000), "@5076 not sent");
}

TEST_F(PaperVenueTest, ASilentFeedIsNoBook) {
  venue_->OnSilence(true);
  Send(70, Market("b", Side::kBuy, "1", "101"));
  EXPECT_EQ(Heard(4000), "");
  venue_->OnSilence(false);
  Change(4001, {}, {});
  EXPECT_EQ(Heard(4010),
            "@4001 answer b filled 1; @4001 b filled 1 trade 1 1@101 taker fee 0.002 ABC");
}

TEST_F(PaperVenueTest, QuestionsAreAnsweredFromItsBooks) {
  Send(10, Order("a", Side::kBuy, "1", "99"));
  Send(11, Market("b", Side::kBuy, "3", "102"));
  Send(12, execution::QueryOpenOrders{});
  Send(13, execution::QueryTrades{kPair, 1});
  Send(14, execution::QueryOrder{"b", kPair});
  Send(15, execution::QueryOrder{"c", kPair});
  Cancel(16, "c");
  EXPECT_EQ(Heard(),
            "@1020 answer a working 0; @1021 answer b filled 3; "
            "@1021 b working 2 trade 1 2@101 taker fee 0.004 ABC; "
            "@1021 b filled 3 trade 2 1@102 taker fee 0.002 ABC; "
            "@1022 open a; @1023 trades 2; @1024 answer b filled 3; @1025 not found; "
            "@1026 not found");
}

// A trade that the stream lost is told late, when orders may rest in the book that were not there.
TEST_F(PaperVenueTest, ATradeOfLongAgoFillsNoOrderOfNow) {
  Change(2000, {}, {});
  Send(2001, Order("a", Side::kBuy, "1", "100"));
  Change(2100, {}, {});
  Trade(1099, Side::kSell, "9", "100");
  EXPECT_EQ(Heard(3000).find("trade"), std::string::npos);
  Trade(3000, Side::kSell, "9", "100");
  EXPECT_NE(Heard(4000).find("a filled 1"), std::string::npos);
}

TEST_F(PaperVenueTest, TellsTheNewestTradeAlone) {
  Send(10, execution::QueryTrades{.instrument = kPair, .newest = true});
  Send(11, Market("b", Side::kBuy, "3", "102"));
  Change(50, {}, {});
  Send(100, execution::QueryTrades{.instrument = kPair, .newest = true});
  const std::string heard = Heard(2000);
  EXPECT_NE(heard.find("trades;"), std::string::npos) << heard;
  EXPECT_TRUE(heard.ends_with("trades 2")) << heard;
}

TEST_F(PaperVenueTest, ARestartKnowsOrdersTradesAndMoney) {
  Send(10, Order("a", Side::kBuy, "1", "99"));
  Send(11, Market("b", Side::kBuy, "3", "102"));
  Send(12, Stop("c", Side::kSell, "1", "90"));
  Change(50, {}, {});
  Heard(60);
  const std::string before = Account();
  Restart();
  EXPECT_EQ(Account(), before);
  Send(100, execution::QueryOpenOrders{});
  Send(101, execution::QueryTrades{kPair, 0});
  EXPECT_EQ(Heard(2000), "@1110 open a c; @1111 trades 1 2");
  Snapshot(2000, {{"100", "3"}, {"99", "5"}}, {{"101", "2"}});
  Trade(2001, Side::kSell, "5.5", "99");
  EXPECT_EQ(Heard(3000), "@2006 a working 0.5 trade 3 0.5@99 maker fee 0.0005 ABC")
      << "behind those who stand there";
  Trade(3001, Side::kSell, "1", "90");
  EXPECT_EQ(Heard(4000),
            "@3006 a filled 1 trade 4 0.5@99 maker fee 0.0005 ABC; "
            "@3006 c filled 1 trade 5 1@100 taker fee 0.2 USDT");
}

// Of what was on its way nothing is left; what the market did meanwhile is not made up for, but an
// order that is crossed when it comes back fills at its own price.
TEST_F(PaperVenueTest, ARestartLosesMessagesAndFillsWhatIsCrossed) {
  Send(10, Order("a", Side::kBuy, "1", "99"));
  Change(50, {}, {});
  Heard(60);
  Send(70, Order("b", Side::kBuy, "1", "98"));
  Restart();
  Snapshot(2000, {{"90", "3"}}, {{"91", "0.4"}});
  Send(2001, execution::QueryOrder{"b", kPair});
  EXPECT_EQ(Heard(9000),
            "@2005 a working 0.4 trade 1 0.4@99 maker fee 0.0004 ABC; @3011 not found");
}

TEST_F(PaperVenueTest, WhatItStillHadToSendIsNotSentWhenItStops) {
  Send(10, Order("a", Side::kBuy, "1", "99"));
  venue_->LoseMessages({11});
  EXPECT_EQ(Heard(), "@11 not sent");
  Change(50, {}, {});
  EXPECT_EQ(Heard(), "");
  EXPECT_EQ(Account(), "ABC 5+0 USDT 1000+0");
}

// ---- Against the replay itself.

// A market and orders by chance, told to a BookReplay and to a paper venue.
class BothVenues {
 public:
  BothVenues(const char* queue, uint64_t seed)
      : random_(seed, "test.paper"),
        queue_(models::MakeQueueModel(queue, {}).value()),
        latency_(models::MakeOrderLatency("load", {}).value()),
        replay_(matching::BookScale::Make(P("1"), Q("1")).value(), *queue_, *latency_, 1) {
    PaperVenueOptions options;
    options.pairs = {{core::ParseSymbol("ABC/USDT").value(), {P("1"), Q("1"), D("0")}}};
    options.currency_of = [](std::string_view) { return core::CurrencyId{}; };
    auto free = execution::FeeSchedule::Make({{0, {}, {}}}).value();
    venue_ = PaperVenue::Make(std::move(options), std::move(free), *queue_, *latency_).value();
    venue_->Deposit("USDT", D("100000000"));
    venue_->Deposit("ABC", D("1000000"));
  }

  void Step(int64_t i) {
    const base::UnixNanos now{i * 10'000'000 + 1};
    const auto price = 95 + static_cast<int64_t>(random_.NextBelow(10));
    const auto lots = 1 + static_cast<int64_t>(random_.NextBelow(20));
    const core::Price at = P(std::to_string(price));
    const core::Quantity much = Q(std::to_string(lots));
    if (i == 0 || random_.NextBelow(3) == 0) return Book(now, {at, much}, i == 0);
    if (random_.NextBelow(2) == 0) {
      const core::TradeTick tick{now, 0, at, much, price < 100 ? Side::kSell : Side::kBuy};
      replay_.OnTrade(tick);
      return venue_->OnTrade(kPair, tick);
    }
    if (orders_ == 0 || random_.NextBelow(4) != 0) return Order(now, {at, much});
    const uint64_t cancelled = 1 + random_.NextBelow(orders_);
    replay_.Cancel(cancelled, now);
    venue_->Send({{}, execution::CancelAtVenue{std::to_string(cancelled), kPair}}, now);
  }

  std::vector<std::string> FillsOfReplay() {
    std::vector<std::string> fills;
    while (const auto r = replay_.TakeReport(base::kEndOfTime)) {
      if (r->kind != ReplayReportKind::kFilled) continue;
      fills.push_back(fmt::format("{} {} {} {} {} {}", r->order, r->price.ToString(),
                                  r->quantity.ToString(), core::ToString(r->liquidity),
                                  r->venue_time.ns, r->received_time.ns));
    }
    return fills;
  }
  std::vector<std::string> FillsOnPaper() {
    std::vector<std::string> fills;
    while (venue_->next_timer() != base::kEndOfTime) {
      const base::UnixNanos due = venue_->next_timer();
      const auto event = venue_->TakeEvent(due);
      if (!event) break;  // messages are left, which do not arrive in the replay either
      const auto* stream = std::get_if<StreamOrder>(&*event);
      if (stream == nullptr || !stream->trade) continue;
      const execution::VenueTrade& t = *stream->trade;
      fills.push_back(fmt::format("{} {} {} {} {} {}", t.venue_id, t.price.ToString(),
                                  t.quantity.ToString(), core::ToString(t.liquidity), t.time.ns,
                                  due.ns));
    }
    return fills;
  }

 private:
  void Book(base::UnixNanos now, const core::BookLevel& level, bool is_snapshot) {
    core::BookUpdate update{.event_time = now, .is_snapshot = is_snapshot};
    const bool bid = level.price < P("100");
    (bid ? update.bids : update.asks).push_back(level);
    (bid ? update.asks : update.bids).push_back({P(bid ? "100" : "99"), level.quantity});
    replay_.OnBook(update);
    venue_->OnBook(kPair, update);
  }
  void Order(base::UnixNanos now, const core::BookLevel& level) {
    PlaceOrder order{std::to_string(++orders_), now, {}, {}};
    order.terms.type = OrderType::kLimit;
    order.terms.side = random_.NextBelow(2) == 0 ? Side::kBuy : Side::kSell;
    order.terms.tif = random_.NextBelow(3) == 0 ? TimeInForce::kIoc : TimeInForce::kGtc;
    order.terms.quantity = level.quantity;
    order.terms.limit_price = level.price;
    replay_.Submit({orders_, order.terms.side, order.terms.tif, false, level.quantity, level.price},
                   now);
    venue_->Send({{}, order}, now);
  }

  base::RandomStream random_;
  std::unique_ptr<models::QueueModel> queue_;
  std::unique_ptr<models::OrderLatency> latency_;
  BookReplay replay_;
  std::unique_ptr<PaperVenue> venue_;
  uint64_t orders_ = 0;
};

// Fills, their prices and their times, with latencies by chance, whichever the queue model.
TEST(PaperVenueAndReplay, FillTheSame) {
  size_t fills = 0;
  for (const char* queue : {"fifo", "risk_adverse", "power_probability"}) {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
      BothVenues both(queue, seed);
      for (int64_t i = 0; i < 2000; ++i) both.Step(i);
      const auto expected = both.FillsOfReplay();
      ASSERT_EQ(both.FillsOnPaper(), expected) << queue << " " << seed;
      fills += expected.size();
    }
  }
  EXPECT_GT(fills, 1000U);
}

// ---- Rules that the real venue changes.

TEST_F(PaperVenueTest, AFinerTickTakesANewBookAndKeepsTheOrdersThatWork) {
  Send(10, Order("a", Side::kBuy, "1", "99"));
  Change(30, {}, {});
  EXPECT_EQ(Heard(100), "@30 answer a working 0");
  EXPECT_TRUE(*venue_->SetFilters(kPair, {P("0.1"), Q("0.01"), D("10")}));
  Snapshot(200, {{"99.5", "3"}, {"99", "5"}}, {{"101", "2"}});
  Send(210, Order("b", Side::kBuy, "1.05", "99.5"));
  Change(300, {}, {});
  EXPECT_EQ(Heard(300), "@300 answer b working 0");
  Change(400, {}, {{"98.9", "9"}});  // the market falls through both
  EXPECT_EQ(Heard(500),
            "@405 b filled 1.05 trade 1 1.05@99.5 maker fee 0.00105 ABC; "
            "@405 a filled 1 trade 2 1@99 maker fee 0.001 ABC");
}

TEST_F(PaperVenueTest, ACoarserTickRefusesNewOrdersAndNeedsNoNewBook) {
  EXPECT_FALSE(*venue_->SetFilters(kPair, {P("5"), Q("1"), D("10")}));
  Send(10, Order("a", Side::kBuy, "1", "99"));
  EXPECT_EQ(Heard(1100), "@1020 Filter failure: PRICE_FILTER (-1013)");
  EXPECT_FALSE(venue_->SetFilters(kPair, {P("0"), Q("1"), D("10")})) << "no tick at all";
}

TEST_F(PaperVenueTest, OrdersOfBeforeACoarserTickSurviveARestart) {
  Send(10, Order("a", Side::kBuy, "1.5", "99"));
  Change(30, {}, {});
  EXPECT_EQ(Heard(100), "@30 answer a working 0");
  filters_ = {P("10"), Q("1"), D("10")};
  Restart();
  Snapshot(200, {{"100", "3"}}, {{"110", "2"}});
  Change(400, {}, {{"90", "9"}});
  EXPECT_EQ(Heard(500), "@405 a filled 1.5 trade 1 1.5@99 maker fee 0.0015 ABC");
}

}  // namespace
}  // namespace keel::sim
