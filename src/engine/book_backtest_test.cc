// SPDX-License-Identifier: MIT
// Orders of strategies among recorded ones: when they arrive, where they stand, what they pay.
#include "engine/book_backtest.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "base/os/file.h"
#include "market/order_flow.h"

namespace keel::engine {
namespace {

using base::Milliseconds;
using core::Side;
using strategy::Context;

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};

core::Price At(int64_t price) { return core::Price(core::Decimal::FromInt(price)); }
core::Quantity Lots(int64_t lots) { return core::Quantity(core::Decimal::FromInt(lots)); }

/// A recording, written message by message. Each is heard `delay` after it happened.
class Tape {
 public:
  explicit Tape(base::Duration delay = {}) : delay_(delay) {
    recording_.symbol = *core::ParseSymbol("BTC/USDT");
    recording_.filters = {At(1), Lots(1), {}};
  }
  Tape& Book(int64_t ms, std::vector<core::BookLevel> bids, std::vector<core::BookLevel> asks,
             bool snapshot = false) {
    core::BookUpdate update;
    update.event_time = kStart + Milliseconds(ms);
    update.is_snapshot = snapshot;
    update.bids = std::move(bids);
    update.asks = std::move(asks);
    Add(ms, std::move(update));
    return *this;
  }
  Tape& Trade(int64_t ms, int64_t price, int64_t lots, Side aggressor) {
    core::TradeTick tick;
    tick.time = kStart + Milliseconds(ms);
    tick.price = At(price);
    tick.quantity = Lots(lots);
    tick.aggressor = aggressor;
    Add(ms, tick);
    return *this;
  }
  market::BookRecording Take() const { return recording_; }

 private:
  void Add(int64_t ms, std::variant<core::BookUpdate, core::TradeTick> what) {
    const base::UnixNanos time = kStart + Milliseconds(ms);
    recording_.changes.push_back({time, time + delay_, std::move(what)});
  }
  base::Duration delay_;
  market::BookRecording recording_;
};

/// A book of 10 lots at 99 and at 101, and a first trade.
Tape Calm(base::Duration delay = {}) {
  return Tape(delay)
      .Book(0, {{At(99), Lots(10)}, {At(98), Lots(50)}}, {{At(101), Lots(10)}, {At(102), Lots(50)}},
            true)
      .Trade(1, 100, 1, Side::kBuy);
}

/// Calls `act` at each book and keeps what it hears.
using Act = std::function<void(Context&, const market::OrderBook&, int step)>;
class Scripted final : public strategy::Strategy {
 public:
  explicit Scripted(const Act& act) : act_(act) {}
  void OnBook(Context& market, const market::OrderBook& book) override {
    act_(market, book, ++step_);
  }

 private:
  const Act& act_;
  int step_ = 0;
};

base::Result<RunRecord> RunOn(const market::BookRecording& recording, const Act& act,
                              double latency_ms = 5,
                              const std::function<void(sim::VenueSettings&)>& change = {}) {
  strategy::StrategySpec spec;
  spec.name = "scripted";
  spec.make = [&](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Scripted>(act);
  };
  spec.hears_books = true;
  BacktestSettings settings;
  settings.pairs = {"BTC/USDT"};
  settings.timeframe = "1m";
  settings.min_notional = "0";
  settings.strategies = {{.name = "scripted"}};
  settings.account.balances = {{"USDT", "1000000"}};
  settings.risk = *risk::LimitsOf("research");
  settings.risk.order_volume_share = std::nullopt;
  settings.risk.market_slippage = settings.risk.participation = std::nullopt;
  settings.sim.latency.model = "fixed";
  settings.sim.latency.fixed_ms = latency_ms;
  settings.sim.fees.tiers = {{0, 10, 20}};
  if (change) change(settings.sim);
  RunHooks hooks;
  hooks.benchmark = false;
  return RunOnBooks(settings, Registry{std::span(&spec, 1)}, {{recording, "tape", "hash"}}, hooks);
}

void Buy(Context& market, core::OrderType type, int64_t lots, int64_t price = 0) {
  core::OrderTerms terms;
  terms.type = type;
  terms.quantity = Lots(lots);
  if (type == core::OrderType::kLimit) terms.limit_price = At(price);
  market.Submit(terms, "test");
}

TEST(BookBacktest, AnOrderMeetsTheBookOfItsArrival) {
  Tape tape = Calm();
  tape.Book(10, {}, {{At(101), Lots(9)}})  // here it is sent
      .Book(12, {}, {{At(101), Lots(0)}})  // and 5 ms later the best ask is gone
      .Book(50, {}, {{At(103), Lots(7)}});
  const auto run = RunOn(tape.Take(), [](Context& market, const market::OrderBook&, int step) {
    if (step == 2) Buy(market, core::OrderType::kMarket, 3);
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 1u);
  EXPECT_EQ(run->fills[0].price, At(102));
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(15));
  EXPECT_EQ(run->fills[0].liquidity, core::Liquidity::kTaker);
  EXPECT_EQ(run->fills[0].fee.amount.ToString(), "0.612");  // 20 basis points of 306
}

TEST(BookBacktest, ALateFeedIsActedOnLate) {
  Tape tape = Calm(Milliseconds(30));
  tape.Book(10, {}, {{At(101), Lots(9)}})  // heard at 40
      .Book(42, {}, {{At(101), Lots(0)}})  // before the order arrives at 45
      .Book(90, {}, {{At(103), Lots(7)}});
  const auto run = RunOn(tape.Take(), [](Context& market, const market::OrderBook&, int step) {
    if (step == 2) Buy(market, core::OrderType::kMarket, 3);
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 1u);
  EXPECT_EQ(run->fills[0].price, At(102));
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(45));
}

TEST(BookBacktest, WhereEveryOrderIsNamedThePlaceInTheQueueIsKnown) {
  // Ten lots at 99 are there; ours come behind them, and five more behind ours.
  std::string text;
  const auto at = [&](int64_t ms, const std::string& event) {
    const std::string time = base::FormatIso(kStart + Milliseconds(ms));
    text += time + "," + time + "," + event + "\n";
  };
  at(0, "add,1,buy,99,10");
  at(0, "add,2,sell,101,10");
  at(0, "add,9,sell,100,1");
  at(1, "trade,9,,,1");      // without a price nothing is sent
  at(10, "add,3,buy,98,1");  // here ours is sent, and arrives at 15
  at(20, "add,4,buy,99,5");
  at(30, "less,1,,,4");   // of those before us four go away
  at(40, "trade,1,,,6");  // and six are traded: we are the first now
  at(50, "trade,4,,,1");  // what was traded behind us would have been ours
  at(60, "add,5,buy,98,1");
  auto recording = *market::ReadOrderFlow(text, *core::ParseSymbol("BTC/USDT"));
  recording.filters = {At(1), Lots(1), {}};
  const auto run = RunOn(recording, [](Context& market, const market::OrderBook& book, int) {
    const bool is_first = !book.bids().empty() && market.open_orders({0}).empty() &&
                          market.now() == kStart + Milliseconds(10);
    if (is_first) Buy(market, core::OrderType::kLimit, 2, 99);
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 1u);
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(50));
  EXPECT_EQ(run->fills[0].quantity, Lots(1));
}

TEST(BookBacktest, AQueueOfNamedOrdersWantsARecordingOfThem) {
  const auto refused = RunOn(
      Calm().Take(), [](Context&, const market::OrderBook&, int) {}, 5,
      [](sim::VenueSettings& sim) { sim.book.queue = "order_by_order"; });
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("name every order"), std::string::npos);
}

TEST(BookBacktest, WhoBuysAgainPaysForHavingBought) {
  // Volume and volatility are those of the trades before.
  const auto fills = [](const char* impact) {
    Tape tape = Calm();
    for (int i = 0; i < 200; ++i) {
      tape.Trade(60'000 * (i + 1), i % 2 == 0 ? 100 : 101, 5, Side::kBuy);
    }
    const int64_t end = 60'000 * 201;
    tape.Book(end, {{At(98), Lots(51)}}, {{At(101), Lots(1000)}});
    tape.Book(end + 100, {{At(98), Lots(52)}}, {{At(101), Lots(1000)}});
    tape.Book(end + 200, {{At(98), Lots(53)}}, {});
    const auto run = RunOn(
        tape.Take(),
        [](Context& market, const market::OrderBook&, int step) {
          if (step == 2 || step == 3) Buy(market, core::OrderType::kMarket, 400);
        },
        5, [&](sim::VenueSettings& sim) { sim.book.impact = impact; });
    EXPECT_TRUE(run) << run.error().message;
    return run ? run->fills : std::vector<core::Fill>();
  };
  const auto none = fills("none"), some = fills("permanent");
  ASSERT_EQ(none.size(), 2u);
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].price, none[0].price) << "nothing was moved before";
  EXPECT_GT(some[1].price, none[1].price);
  EXPECT_DOUBLE_EQ(some[1].cost.impact,
                   400 * (some[1].price.ToDouble() - none[1].price.ToDouble()));
}

/// Buys at the second book, and again at the first one after it has heard of that.
Act BuyTwice() {
  return [sent = 0](Context& market, const market::OrderBook&, int step) mutable {
    const bool has_heard = sent == 1 && market.position({0}) == Lots(1);
    if (step != 2 && !has_heard) return;
    ++sent;
    Buy(market, core::OrderType::kMarket, 1);
  };
}
Tape EveryTenth() {
  Tape tape = Calm();
  for (int ms = 10; ms <= 200; ms += 10) tape.Book(ms, {{At(98), Lots(50 + ms)}}, {});
  return tape;
}

TEST(BookBacktest, AnswersMayTakeLongerThanOrders) {
  const auto run = RunOn(EveryTenth().Take(), BuyTwice(), 5, [](sim::VenueSettings& sim) {
    sim.response.model = "fixed";
    sim.response.fixed_ms = 42;
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 2u);
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(15)) << "sent at 10";
  EXPECT_EQ(run->fills[1].time, kStart + Milliseconds(65)) << "heard at 57, sent at 60";
}

TEST(BookBacktest, DelaysAreThoseMeasuredAtThatTime) {
  const std::string path = ::testing::TempDir() + "/keel-latency-table.csv";
  const std::string start = base::FormatIso(kStart);
  ASSERT_TRUE(base::os::WriteFileAtomic(path, "# time, out, back\n" + start + ", 7, 21\n"));
  const auto by_table = [&](sim::VenueSettings& sim) {
    sim.book.latency = "measured_table";
    sim.book.latency_file = path;
  };
  const auto run = RunOn(EveryTenth().Take(), BuyTwice(), 5, by_table);
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 2u);
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(17));
  EXPECT_EQ(run->fills[1].time, kStart + Milliseconds(47)) << "heard at 38, sent at 40";
  ASSERT_TRUE(base::os::WriteFileAtomic(path, start + ",7,21\n" + start + ",seven,21\n"));
  const auto refused = RunOn(EveryTenth().Take(), BuyTwice(), 5, by_table);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find(path + ":2:"), std::string::npos)
      << refused.error().message;
  ASSERT_TRUE(base::os::RemoveFile(path));
}

TEST(BookBacktest, AStopTakesItsTimeWhereMuchHappens) {
  // It is sent at 130; after a calm tenth of a second it takes at most 8 ms, after a burst 11.
  for (const bool is_busy : {false, true}) {
    Tape tape = Calm();
    for (int i = 0; i < (is_busy ? 10 : 0); ++i) {
      tape.Book(10 + i, {{At(98), Lots(51 + i)}}, {});
    }
    tape.Book(130, {{At(98), Lots(90)}}, {})
        .Trade(139, 103, 1, Side::kBuy)  // 9 ms later: only a quick stop is there
        .Trade(160, 103, 1, Side::kBuy)
        .Book(200, {{At(98), Lots(91)}}, {});
    const auto run = RunOn(
        tape.Take(),
        [](Context& market, const market::OrderBook& book, int) {
          if (book.bids().empty() || market.now() < kStart + Milliseconds(130)) return;
          if (market.now() >= kStart + Milliseconds(131)) return;
          core::OrderTerms stop;
          stop.type = core::OrderType::kStop;
          stop.quantity = Lots(1);
          stop.stop_price = At(103);
          market.Submit(stop, "stop");
        },
        5,
        [](sim::VenueSettings& sim) {
          sim.book.latency = "load";
          sim.book.load_doubling = 100;
        });
    ASSERT_TRUE(run) << run.error().message;
    ASSERT_EQ(run->fills.size(), 1u);
    EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(is_busy ? 160 : 139)) << is_busy;
  }
}

TEST(BookBacktest, ARestingOrderWaitsForThoseBeforeIt) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})
      .Trade(30, 99, 10, Side::kSell)  // those who were there
      .Book(31, {{At(99), Lots(2)}}, {})
      .Trade(40, 99, 2, Side::kSell)  // ours
      .Book(50, {{At(98), Lots(52)}}, {});
  const auto run = RunOn(tape.Take(), [](Context& market, const market::OrderBook&, int step) {
    if (step == 2) Buy(market, core::OrderType::kLimit, 2, 99);
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 1u);
  EXPECT_EQ(run->fills[0].time, kStart + Milliseconds(40));
  EXPECT_EQ(run->fills[0].liquidity, core::Liquidity::kMaker);
  EXPECT_EQ(run->fills[0].quantity, Lots(2));
}

TEST(BookBacktest, AStopWaitsForATradeAndEndsItsSibling) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})  // buys
      .Book(30, {{At(98), Lots(52)}}, {})  // stop at 97, target at 110, one cancels the other
      .Trade(50, 98, 1, Side::kSell)
      .Trade(60, 97, 1, Side::kSell)  // the stop sells at the best bid
      .Book(100, {{At(98), Lots(53)}}, {});
  const auto run = RunOn(tape.Take(), [](Context& market, const market::OrderBook&, int step) {
    if (step == 2) Buy(market, core::OrderType::kMarket, 2);
    if (step != 3) return;
    core::OrderTerms stop;
    stop.side = Side::kSell;
    stop.type = core::OrderType::kStop;
    stop.quantity = Lots(2);
    stop.stop_price = At(97);
    stop.oco_group = market.NewOcoGroup();
    core::OrderTerms target = stop;
    target.type = core::OrderType::kTakeProfit;
    target.stop_price = At(110);
    market.Submit(stop, "stop");
    market.Submit(target, "target");
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 2u);
  EXPECT_EQ(run->fills[1].reason, "stop");
  EXPECT_EQ(run->fills[1].price, At(99));
  EXPECT_EQ(run->fills[1].time, kStart + Milliseconds(60));
  ASSERT_EQ(run->orders.size(), 3u);
  EXPECT_EQ(run->orders[2].end, core::OrderEnd::kCanceledByOco);
}

/// At the second book a bracket: 2 lots at 99, out at 97 or 105.
void SendBracket(Context& market, const market::OrderBook&, int step) {
  if (step != 2) return;
  core::OrderTerms entry;
  entry.type = core::OrderType::kLimit;
  entry.quantity = Lots(2);
  entry.limit_price = At(99);
  EXPECT_TRUE(market.SubmitBracket(entry, {.stop = At(97), .target = At(105)}, "entry"));
}

TEST(BookBacktest, ExitsWaitForTheirEntryAndSellWhatItBought) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})
      .Trade(20, 110, 1, Side::kBuy)   // nothing is bought yet
      .Trade(30, 99, 11, Side::kSell)  // those before us, and one lot of ours
      .Book(31, {{At(99), Lots(0)}}, {})
      .Trade(60, 105, 1, Side::kBuy)   // the target sells it, and the rest of the entry ends
      .Trade(70, 96, 60, Side::kSell)  // through the entry's price
      .Book(100, {{At(98), Lots(53)}}, {});
  const auto run = RunOn(tape.Take(), SendBracket);
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 2u);
  EXPECT_EQ(run->fills[0].quantity, Lots(1));
  EXPECT_EQ(run->fills[1].reason, "target");
  EXPECT_EQ(run->fills[1].quantity, Lots(1));
  EXPECT_EQ(run->fills[1].time, kStart + Milliseconds(60));
  ASSERT_EQ(run->orders.size(), 3u);
  for (const OrderRecord& order : run->orders) {
    EXPECT_EQ(order.end, core::OrderEnd::kCanceledByOco) << order.order.reason;
  }
}

TEST(BookBacktest, ATradeThroughEntryAndStopBuysAndSells) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})
      .Trade(60, 97, 60, Side::kSell)
      .Book(100, {{At(98), Lots(53)}}, {});
  const auto run = RunOn(tape.Take(), SendBracket);
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->fills.size(), 2u);
  EXPECT_EQ(run->fills[0].reason, "entry");
  EXPECT_EQ(run->fills[1].reason, "stop");
  EXPECT_EQ(run->fills[1].quantity, Lots(2));
}

TEST(BookBacktest, AnEntryThatIsCancelledTakesItsExitsWithIt) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})
      .Book(40, {{At(98), Lots(52)}}, {})
      .Trade(60, 97, 60, Side::kSell)
      .Book(100, {{At(98), Lots(53)}}, {});
  const auto run = RunOn(tape.Take(), [](Context& market, const market::OrderBook& book, int step) {
    SendBracket(market, book, step);
    if (step == 3) market.Cancel({1});
  });
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_TRUE(run->fills.empty());
  ASSERT_EQ(run->orders.size(), 3u);
  EXPECT_EQ(run->orders[0].end, core::OrderEnd::kCanceledByUser);
  EXPECT_EQ(run->orders[1].end, core::OrderEnd::kCanceledByOco);
  EXPECT_EQ(run->orders[2].end, core::OrderEnd::kCanceledByOco);
}

TEST(BookBacktest, ACancelMayComeTooLate) {
  Tape tape = Calm();
  tape.Book(10, {{At(98), Lots(51)}}, {})
      .Book(20, {{At(98), Lots(52)}}, {})  // cancels; it arrives at 25
      .Trade(24, 98, 60, Side::kSell)      // through our price
      .Book(60, {{At(98), Lots(53)}}, {});
  std::optional<core::OrderId> order;
  const auto run = RunOn(tape.Take(), [&](Context& market, const market::OrderBook&, int step) {
    core::OrderTerms terms;
    terms.type = core::OrderType::kLimit;
    terms.quantity = Lots(2);
    terms.limit_price = At(99);
    if (step == 2) order = market.Submit(terms, "bid");
    if (step == 3) market.Cancel(*order);
    if (step == 4) {
      EXPECT_FALSE(market.works(*order));
    }
  });
  ASSERT_TRUE(run) << run.error().message;
  ASSERT_EQ(run->orders.size(), 1u);
  EXPECT_EQ(run->orders[0].state, "FILLED");
}

TEST(BookBacktest, BooksAreNotInBars) {
  strategy::StrategySpec spec;
  spec.name = "maker";
  spec.needs_books = true;
  BacktestSettings settings;
  settings.strategies = {{.name = "maker"}};
  const auto run = RunOnSeries(settings, Registry{std::span(&spec, 1)}, {}, {});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().message,
            "maker decides on order books, and bars have none: `keel backtest-book` runs it on a "
            "recorded book");
  settings.strategies = {{.name = "listener", .params = {{"budget_maker", 0.1}}}};
  const auto told = RunOnSeries(settings, Registry{std::span(&spec, 1)}, {}, {});
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().message,
            "maker, to which listener is told to listen by budget_maker, decides on order books, "
            "and bars have none: `keel backtest-book` runs it on a recorded book");
}

}  // namespace
}  // namespace keel::engine
