// SPDX-License-Identifier: MIT
// What a session may do while it is not known what the account has at the venue. Whole lives of
// sessions are in tests/simulation.
#include "engine/live_session.h"

#include <gtest/gtest.h>

#include "engine/replay.h"
#include "storage/journal/testing/memory_folder.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute
const core::InstrumentFilters kFilters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                          core::Quantity(core::Decimal::PowerOfTen(-3)),
                                          core::Decimal::FromInt(5)};

/// Buys a little at every bar.
class Eager final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    core::OrderTerms terms;
    terms.instrument = event.instrument;
    terms.quantity = core::Quantity(core::Decimal::FromInt(1));
    market.Submit(terms, "eager");
  }
};

class LiveSessionTest : public testing::Test {
 protected:
  LiveSessionTest() {
    strategy::StrategySpec spec;
    spec.name = "eager";
    spec.make = [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
      return std::make_unique<Eager>();
    };
    specs_ = {spec};
    LiveOptions& options = options_;
    options.settings.pairs = {"BTC/USDT"};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "eager"}};
    options.settings.account.balances = {{"USDT", "100000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.order_volume_share = std::nullopt;
    options.link.session = "test";
    options.link.trades_before = {0};
    series_.emplace_back(LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), kFilters,
                                          core::Timeframe::Of(base::Minutes(1)), std::nullopt},
                         std::vector<core::Bar>{}, 100);
    session = *Open(kStart);
  }
  base::Result<std::unique_ptr<LiveSession>> Open(base::UnixNanos now) {
    return LiveSession::Open(options_, Registry{specs_}, series_, {&journal_, &folder_}, now);
  }
  /// How many orders a bar brings.
  size_t OrdersAtNextBar() {
    const core::Bar bar{kStart + base::Minutes(minute_++), 100, 100, 100, 100, 1e6};
    now_ = bar.open_time + base::Minutes(1);
    EXPECT_TRUE(session->OnBar({0}, bar, now_));
    return Count<execution::PlaceOrder>();
  }
  template <typename Wanted>
  size_t Count() {
    EXPECT_TRUE(session->Commit());
    size_t count = 0;
    for (execution::Request& request : session->TakeRequests()) {
      count += std::holds_alternative<Wanted>(request.what) ? 1 : 0;
      last_ = request.id;
    }
    return count;
  }
  void Hear(const execution::VenueEvent& event) { session->OnVenueEvent(event, now_); }
  /// The stream comes up, and no order works at the venue.
  void ComeInStep() {
    Hear(execution::StreamState{true});
    EXPECT_TRUE(session->Commit());
    for (const execution::Request& request : session->TakeRequests()) {
      if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) {
        Hear(execution::Answer{request.id, std::vector<execution::VenueOrder>{}});
      } else if (std::holds_alternative<execution::QueryTrades>(request.what)) {
        Hear(execution::Answer{request.id, std::vector<execution::VenueTrade>{}});
      }
    }
  }

  std::vector<strategy::StrategySpec> specs_;
  LiveOptions options_;
  std::vector<LiveSeries> series_;
  storage::testing::MemoryFolder folder_;
  storage::Journal journal_ = *storage::Journal::Create(folder_, {"test", kStart});
  std::unique_ptr<LiveSession> session;
  base::UnixNanos now_ = kStart;
  int64_t minute_ = 0;
  execution::RequestId last_;
};

TEST_F(LiveSessionTest, NothingIsEnteredBeforeTheVenueHasToldWhatIsThere) {
  EXPECT_EQ(OrdersAtNextBar(), 0u);
  ComeInStep();
  EXPECT_EQ(OrdersAtNextBar(), 1u);
}

TEST_F(LiveSessionTest, NothingIsEnteredWhileTheAccountsStreamIsDown) {
  ComeInStep();
  Hear(execution::StreamState{false});
  EXPECT_EQ(OrdersAtNextBar(), 0u);
}

TEST_F(LiveSessionTest, NothingIsEnteredWhileAnOutcomeIsUnknown) {
  ComeInStep();
  ASSERT_EQ(OrdersAtNextBar(), 1u);
  Hear(execution::Answer{last_, execution::Failure::kUnknown});
  EXPECT_EQ(OrdersAtNextBar(), 0u);
}

TEST_F(LiveSessionTest, ATimeThatWasLivedThroughIsNotLivedThroughAgain) {
  OrdersAtNextBar();
  session.reset();
  const auto opened = Open(kStart);
  ASSERT_FALSE(opened);
  EXPECT_EQ(
      opened.error().message,
      "the journal was written up to 2023-11-14T22:15:00Z, and it is 2023-11-14T22:14:00Z now: "
      "set this machine's clock, or, where a simulated exchange began again, trade in another "
      "session (--session)");
  EXPECT_TRUE(Open(now_));
}

TEST_F(LiveSessionTest, ASessionGoesOnOnlyWithWhatItsNumbersStandFor) {
  OrdersAtNextBar();
  session.reset();
  series_.clear();
  series_.emplace_back(LiveSeries::Spec{*core::ParseSymbol("ETH/USDT"), kFilters,
                                        core::Timeframe::Of(base::Minutes(1)), std::nullopt},
                       std::vector<core::Bar>{}, 100);
  options_.settings.pairs = {"ETH/USDT"};
  const auto opened = Open(now_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message,
            "the session began with 1m bars of BTC/USDT at binance in USDT for eager, and this "
            "would be 1m bars of ETH/USDT at binance in USDT for eager: go on with the same, in "
            "the same order, or begin another session (--session)");
}

// It would hear nothing all its life. A session that began with such a one goes on as it was.
TEST_F(LiveSessionTest, NoSessionBeginsWithWhoNeedsABook) {
  specs_[0].needs_books = true;
  storage::testing::MemoryFolder folder;
  auto journal = *storage::Journal::Create(folder, {"another", kStart});
  const auto begin = [&] {
    return LiveSession::Open(options_, Registry{specs_}, series_, {&journal, &folder}, kStart);
  };
  const auto begun = begin();
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().message,
            "eager decides on order books, which a session does not write down yet, so that it "
            "could not be done again: choose what decides on bars");
  options_.revision = 2;
  ASSERT_TRUE(begin());
  options_.revision = kSessionRevision;
  EXPECT_TRUE(begin());
}

TEST_F(LiveSessionTest, ASessionThatGoesOnHasTheSameRoomAgain) {
  for (int i = 0; i < 100; ++i) OrdersAtNextBar();
  const core::Bar next{kStart + base::Minutes(100), 100, 100, 100, 100, 1e6};
  EXPECT_FALSE(session->OnBar({0}, next, next.open_time + base::Minutes(1)));
  session = *Open(now_);
  EXPECT_TRUE(session->OnBar({0}, next, next.open_time + base::Minutes(1)));
}

TEST_F(LiveSessionTest, AMonthOfMinutesIsLearntInParts) {
  series_[0].MakeRoom(200'000);
  session.reset();
  session = *Open(now_);
  std::vector<BarRecord> past;
  for (int i = 0; i < 200'000; ++i) {
    past.push_back({0, kStart + base::Minutes(i - 200'000), 100, 100, 100, 100, 1});
  }
  EXPECT_TRUE(session->OnPastBars(past, now_));
  EXPECT_TRUE(session->Commit());
}

TEST_F(LiveSessionTest, AReplayKnowsTheCoinInWhichAFeeWasPaid) {
  ComeInStep();
  ASSERT_EQ(OrdersAtNextBar(), 1u);
  const core::Money fee = {core::Decimal::PowerOfTen(-3), session->AddCurrency("BNB")};
  const core::Quantity one(core::Decimal::FromInt(1));
  const core::Price price(core::Decimal::FromInt(100));
  execution::VenueOrder order{session->link().ClientId({1}),   7,   {0},
                              execution::VenueStatus::kFilled, one, one};
  Hear(execution::StreamOrder{
      order, execution::VenueTrade{
                 1, 7, {0}, core::Side::kBuy, core::Liquidity::kTaker, price, one, fee, now_}});
  ASSERT_TRUE(session->Commit());
  EXPECT_EQ(session->account().ledger.position({0}), one);
  const auto replay = ReplaySession(options_, Registry{specs_}, series_, folder_);
  ASSERT_TRUE(replay) << replay.error().message;
  EXPECT_TRUE(replay->equal());
  EXPECT_EQ(replay->reports, 2u);
}

TEST_F(LiveSessionTest, AReplayHasTheSettingsOfEachStart) {
  ComeInStep();
  ASSERT_EQ(OrdersAtNextBar(), 1u);
  Hear(execution::Answer{last_, execution::Refused{}});
  ASSERT_TRUE(session->Commit());
  session.reset();
  const BacktestSettings first = options_.settings;
  options_.settings.risk.order_value_max = 60;
  options_.configuration = "small";
  session = *Open(now_);
  ComeInStep();
  ASSERT_EQ(OrdersAtNextBar(), 1u);
  const auto settings_of = [&](std::string_view text) -> base::Result<BacktestSettings> {
    return text == "small" ? options_.settings : first;
  };
  const auto replay = ReplaySession(options_, Registry{specs_}, series_, folder_, settings_of);
  ASSERT_TRUE(replay) << replay.error().message;
  EXPECT_TRUE(replay->equal());
  options_.settings = first;
  EXPECT_FALSE(ReplaySession(options_, Registry{specs_}, series_, folder_)->equal());
}

}  // namespace
}  // namespace keel::engine
