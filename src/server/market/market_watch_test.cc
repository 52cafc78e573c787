// SPDX-License-Identifier: MIT
#include "server/market/market_watch.h"

#include <gtest/gtest.h>

#include "net/testing/stage.h"

namespace keel::server {
namespace {

/// A venue that says nothing by itself.
class MuteVenue final : public execution::VenueConnector {
 public:
  void FetchInstruments(const std::vector<core::Symbol>& symbols, OnInstruments done) override {
    std::vector<execution::ListedInstrument> listed;
    for (const core::Symbol& symbol : symbols) listed.push_back({symbol, {}});
    done(listed);
  }
  base::Status Start(execution::ConnectorPlan, execution::ConnectorListener&) override {
    return {};
  }
  void Stop() override {}
  void Send(const execution::Request&) override {}
  void FetchBars(const execution::BarsQuery&, OnPage, OnDone) override {}
  void FetchBalances(OnBalances) override {}
};

class MarketWatchTest : public ::testing::Test {
 protected:
  void Say(bool is_up) { watch_.OnStatus({.market_up = is_up}); }

  net::testing::Stage stage_;
  base::ManualClock clock_{base::UnixNanos{1'700'000'000'000'000'000}};
  MarketWatch watch_{stage_.loop, clock_, std::make_unique<MuteVenue>()};
};

TEST_F(MarketWatchTest, CountsHowOftenTheMarketCameBack) {
  Say(false);
  Say(true);
  EXPECT_EQ(watch_.reconnects(), 0) << "it came for the first time";
  Say(true);
  EXPECT_EQ(watch_.reconnects(), 0);
  for (int i = 1; i <= 2; ++i) {
    Say(false);
    Say(false);
    Say(true);
    EXPECT_EQ(watch_.reconnects(), i);
  }
}

TEST_F(MarketWatchTest, KnowsWhenItHeardLastAndAStatusIsNoMessage) {
  watch_.Begin({*core::ParseSymbol("BTC/USDT")});
  ASSERT_TRUE(watch_.has_begun());
  Say(true);
  EXPECT_FALSE(watch_.heard_at());
  const base::UnixNanos heard = clock_.now();
  watch_.OnTrade({0}, core::TradeTick{});
  clock_.Set(heard + base::Seconds(3));
  EXPECT_EQ(watch_.heard_at(), heard);
  watch_.OnBook({.instrument = {0}, .book = nullptr});
  EXPECT_EQ(watch_.heard_at(), heard) << "a book that is out of step is no message";
  watch_.OnBestPrices({.instrument = {0}});
  EXPECT_EQ(watch_.heard_at(), clock_.now());
}

}  // namespace
}  // namespace keel::server
