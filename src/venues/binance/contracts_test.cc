// SPDX-License-Identifier: MIT
// Funding and liquidations of USD-M contracts: from a venue of this process to the listener.
#include <gtest/gtest.h>

#include "tests/shared_data.h"
#include "venues/binance/connector.h"
#include "venues/binance/testing/fake_binance.h"
#include "venues/binance/testing/listener_record.h"
#include "venues/binance/testing/recorded.h"

namespace keel::venues::binance {
namespace {

using base::Milliseconds;
using execution::Subscription;

constexpr core::InstrumentId kContract{7};
constexpr const char* kMark =
    R"({"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000",)"
    R"("ap":"11794.1","i":"11784.62659091","P":"11784.25641265","r":"-0.00038167",)"
    R"("T":1562306400000})";
constexpr const char* kForced =
    R"({"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL","o":"LIMIT","f":"IOC",)"
    R"("q":"0.014","p":"9910","ap":"9909.5","X":"FILLED","l":"0.014","z":"0.013",)"
    R"("T":1568014460890}})";

core::Price P(std::string_view text) { return *core::Price::Parse(text); }
core::Quantity Q(std::string_view text) { return *core::Quantity::Parse(text); }

class ContractsTest : public testing::Test {
 protected:
  ContractsTest() {
    options_.tick = Milliseconds(2);
    options_.market.backoff.first = Milliseconds(4);
    options_.market.backoff.cap = Milliseconds(20);
  }
  ~ContractsTest() override {
    if (connector_) connector_->Stop();
  }
  static Subscription Contract(bool funding = true, bool liquidations = true) {
    Subscription wanted;
    wanted.instrument = kContract;
    wanted.symbol = {"BTC", "USDT", "USDT"};
    wanted.funding = funding;
    wanted.liquidations = liquidations;
    return wanted;
  }
  /// Without keys.
  base::Status TryStart(std::vector<Subscription> subscriptions) {
    options_.endpoints = *EndpointsAt(venue_.url());
    if (connector_) connector_->Stop();
    connector_ = *Connector::Open(venue_.stage.loop, venue_.stage.clock, options_, std::nullopt);
    bool fetched = false;
    connector_->FetchInstruments({}, [&](auto listed) { fetched = listed.has_value(); });
    Until([&] { return fetched; });
    return connector_->Start({std::move(subscriptions), {}, false}, heard_);
  }
  void Start(std::vector<Subscription> subscriptions) {
    const base::Status started = TryStart(std::move(subscriptions));
    ASSERT_TRUE(started) << started.error().message;
    Until([&] { return !heard_.status.empty() && heard_.status.back().market_up; });
  }
  void Until(const std::function<bool()>& done) { ASSERT_TRUE(venue_.stage.Until(done)); }
  void TellMark() { venue_.StreamOfContracts("btcusdt@markPrice", kMark); }
  void TellForced(const std::string& text = kForced) {
    venue_.StreamOfContracts("btcusdt@forceOrder", text);
  }

  FakeBinance venue_;
  ConnectorOptions options_;
  ListenerRecord heard_;
  std::unique_ptr<Connector> connector_;
};

TEST_F(ContractsTest, TellsFundingAndLiquidations) {
  Start({Contract()});
  EXPECT_EQ(venue_.contracts.target, "/market/stream?streams=btcusdt@markPrice/btcusdt@forceOrder");
  EXPECT_EQ(venue_.markets, 0) << "nothing is wanted of spot";
  TellMark();
  TellForced();
  Until([&] { return heard_.fundings.size() == 1 && heard_.liquidations.size() == 1; });
  const core::Funding funding{{1'562'305'380'000'000'000},
                              P("11794.15"),
                              P("11784.62659091"),
                              *core::Decimal::Parse("-0.00038167"),
                              base::UnixNanos{1'562'306'400'000'000'000}};
  EXPECT_EQ(heard_.fundings[0], std::pair(kContract, funding));
  const core::Liquidation forced{{1'568'014'460'890'000'000},
                                 core::Side::kSell,
                                 P("9910"),
                                 P("9909.5"),
                                 Q("0.014"),
                                 Q("0.013")};
  EXPECT_EQ(heard_.liquidations[0], std::pair(kContract, forced));
}

TEST_F(ContractsTest, TellsALiquidationThatWasRecorded) {
  KEEL_SHARED_DATA(folder, "fixtures/nautilus/binance");
  const std::string path = folder + "/futures__market_data_json__liquidation_stream.json";
  Start({Contract()});
  TellForced(ReadWhole(path));
  Until([&] { return heard_.liquidations.size() == 1; });
  EXPECT_EQ(heard_.liquidations[0].second.average_price, P("9910.12345678"));
}

TEST_F(ContractsTest, ItsConnectionIsAnotherOneThanThatOfSpot) {
  Subscription spot;
  spot.symbol = {"BTC", "USDT", ""};
  spot.trades = true;
  Start({spot, Contract(true, false)});
  EXPECT_EQ(venue_.market_target, "/stream?streams=btcusdt@trade");
  EXPECT_EQ(venue_.contracts.target, "/market/stream?streams=btcusdt@markPrice");
  heard_.status.clear();
  Start({spot});
  venue_.stage.Pass(Milliseconds(20));
  EXPECT_EQ(venue_.contracts.count, 1) << "opened only where it is asked for";
}

TEST_F(ContractsTest, MarkPricesAreTheSignOfLifeOfRareLiquidations) {
  Start({Contract(false, true)});
  EXPECT_EQ(venue_.contracts.target, "/market/stream?streams=btcusdt@markPrice/btcusdt@forceOrder");
  TellMark();
  TellForced();
  Until([&] { return heard_.liquidations.size() == 1; });
  EXPECT_TRUE(heard_.fundings.empty()) << "not asked for";
}

TEST_F(ContractsTest, AConnectionThatEndsIsMadeAnew) {
  Start({Contract()});
  const std::vector<std::function<void()>> ends = {
      [&] { venue_.contracts.session->Close(1001, "day over"); },
      [&] { venue_.StreamOfContracts("", R"({"e":"serverShutdown","E":1})"); },
  };
  int made = 1;
  for (const auto& end : ends) {
    end();
    Until([&] { return !heard_.status.back().market_up; });
    Until([&] { return venue_.contracts.count == made + 1 && heard_.status.back().market_up; });
    ++made;
    TellMark();
    Until([&] { return heard_.fundings.size() + 1 == static_cast<size_t>(made); });
  }
}

TEST_F(ContractsTest, SilenceIsToldAndMended) {
  options_.market.quiet_time = Milliseconds(40);
  options_.market.mute_time = Milliseconds(120);
  Start({Contract()});
  Until([&] { return heard_.status.back().market_silent; });
  EXPECT_EQ(venue_.contracts.count, 1);
  TellMark();
  Until([&] { return !heard_.status.back().market_silent; });
  Until([&] { return venue_.contracts.count == 2; });
}

TEST_F(ContractsTest, WhatAMarketDoesNotHaveIsRefused) {
  Subscription spot = Contract();
  spot.symbol.settle = "";
  Subscription traded = Contract();
  traded.trades = true;
  Subscription coin_margined = Contract();
  coin_margined.symbol = {"BTC", "USD", "BTC"};
  const std::vector<std::pair<Subscription, std::string>> rows = {
      {spot, "name the contract, BTC/USDT:USDT"},
      {traded, "only funding and liquidations"},
      {coin_margined, "as BTC/USD:USD"}};
  for (const auto& [wanted, part] : rows) {
    const base::Status refused = TryStart({wanted});
    ASSERT_FALSE(refused) << part;
    EXPECT_NE(refused.error().message.find(part), std::string::npos) << refused.error().message;
  }
  EXPECT_EQ(venue_.contracts.count, 0);
}

// The venue takes a subscription of mark prices at its other ways, too, and sends nothing there.
TEST(Endpoints, ContractsAreHeardOnTheMarketWay) {
  for (const Endpoints& at :
       {RealEndpoints(), TestnetEndpoints(), *EndpointsAt("http://127.0.0.1:9080")}) {
    EXPECT_EQ(at.contracts.target, "/market/stream");
    EXPECT_EQ(at.streams.target, "/stream");
  }
  EXPECT_EQ(RealEndpoints().contracts.origin.host, "fstream.binance.com");
  EXPECT_EQ(TestnetEndpoints().contracts.origin.host, "fstream.binancefuture.com");
  EXPECT_EQ(EndpointsAt("http://127.0.0.1:9080")->contracts.origin.port, 9080);
}

}  // namespace
}  // namespace keel::venues::binance
