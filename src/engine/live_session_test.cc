// SPDX-License-Identifier: MIT
// What a session may do while it is not known what the account has at the venue. Whole lives of
// sessions are in tests/simulation.
#include "engine/live_session.h"

#include <gtest/gtest.h>

#include "storage/journal/testing/memory_folder.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'700'000'040'000'000'000};  // a whole minute

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
    const core::InstrumentFilters filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                                             core::Quantity(core::Decimal::PowerOfTen(-3)),
                                             core::Decimal::FromInt(5)};
    series_.emplace_back(LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"), filters,
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

}  // namespace
}  // namespace keel::engine
