// SPDX-License-Identifier: MIT
#include "cli/backtest_request.h"

#include <gtest/gtest.h>

#include "cli/testing/command_line.h"

namespace keel::cli {
namespace {

using Params = std::vector<std::pair<std::string, double>>;

class BacktestRequestTest : public testing::CommandLine {
 protected:
  BacktestRequestTest() {
    StoreBars("binance", "BTC/USDT", 10);
    StoreBars("binance", "ETH/USDT", 10);
    StoreBars("binance", "ETH/BTC", 10);
    StoreBars("kraken", "BTC/EUR", 10);
  }
  base::Result<Config> Resolve(const BacktestRequest& request) {
    Session session;
    session.home = folder() + "/home/.keel";
    session.working_directory = folder();
    session.environment = environment();
    return ResolveBacktest(request, session, storage::Catalog(session.home + "/data"));
  }
  engine::BacktestSettings Settings(const BacktestRequest& request) {
    auto config = Resolve(request);
    EXPECT_TRUE(config) << config.error().message;
    return config ? config->settings : engine::BacktestSettings{};
  }
  std::string ErrorOf(const BacktestRequest& request) {
    const auto config = Resolve(request);
    return config ? "no error" : config.error().message;
  }
};

BacktestRequest Basic() { return {.strategies = {"ema_cross"}, .pairs = {"BTC/USDT"}}; }

TEST_F(BacktestRequestTest, PairsMayBeExpressions) {
  BacktestRequest request = Basic();
  request.pairs = {".*/USDT", "btc-usdt"};
  EXPECT_EQ(Settings(request).pairs, (std::vector<std::string>{"BTC/USDT", "ETH/USDT"}));
  request.pairs = {"eth.*"};
  EXPECT_EQ(Settings(request).pairs, (std::vector<std::string>{"ETH/BTC", "ETH/USDT"}));
  request.pairs = {"ETH"};
  EXPECT_NE(ErrorOf(request), "no error");
}

TEST_F(BacktestRequestTest, ParametersFindTheirStrategy) {
  BacktestRequest request = Basic();
  request.params = {"fast=5", "ema_cross.slow=50"};
  EXPECT_EQ(Settings(request).strategies.at(0).params, (Params{{"fast", 5}, {"slow", 50}}));
  request.strategies = {"ema_cross", "breakout"};
  request.params = {"ema_cross.fast=5", "breakout.risk=0.01"};
  const auto both = Settings(request).strategies;
  EXPECT_EQ(both.at(0).params, (Params{{"fast", 5}}));
  EXPECT_EQ(both.at(1).params, (Params{{"risk", 0.01}}));
}

TEST_F(BacktestRequestTest, AStrategyOfTheFileKeepsItsSectionUnderTheFlags) {
  Write("keel.toml",
        "pairs = [\"ETH/USDT\"]\n[[strategies]]\nname = \"ema_cross\"\nallocation = 0.5\n"
        "params = { fast = 7, slow = 70 }\n[[strategies]]\nname = \"breakout\"\n");
  EXPECT_EQ(Settings({}).strategies.size(), 2U);
  BacktestRequest request = Basic();
  request.params = {"fast=9"};
  const engine::BacktestSettings settings = Settings(request);
  ASSERT_EQ(settings.strategies.size(), 1U);
  EXPECT_EQ(settings.strategies[0].allocation, 0.5);
  EXPECT_EQ(settings.strategies[0].params, (Params{{"fast", 9}, {"slow", 70}}));
  EXPECT_EQ(settings.pairs, std::vector<std::string>{"BTC/USDT"});
  EXPECT_EQ(settings.risk.profile, "fund");
}

TEST_F(BacktestRequestTest, TheProfileFollowsWhatIsStudied) {
  BacktestRequest request = Basic();
  EXPECT_EQ(Settings(request).risk.profile, "research");
  request.risk_profile = "fund";
  EXPECT_EQ(Settings(request).risk.profile, "fund");
  request = Basic();
  request.strategies = {"ema_cross", "breakout"};
  EXPECT_EQ(Settings(request).risk.profile, "fund");
}

TEST_F(BacktestRequestTest, FlagsBecomeSettings) {
  BacktestRequest request = Basic();
  request.balance = "2500.5";
  request.fee_bps = "7.5";
  request.path = "ohlc";
  request.timeframe = "4h";
  request.timerange = "20200101-";
  engine::BacktestSettings settings = Settings(request);
  EXPECT_EQ(settings.account.balances, (std::map<std::string, std::string>{{"USDT", "2500.5"}}));
  ASSERT_EQ(settings.sim.fees.tiers.size(), 1U);
  EXPECT_EQ(settings.sim.fees.tiers[0].maker_bps, 7.5);
  EXPECT_EQ(settings.sim.fees.tiers[0].taker_bps, 7.5);
  EXPECT_EQ(settings.sim.fill.path, "ohlc");
  EXPECT_EQ(settings.timeframe, "4h");
  EXPECT_EQ(base::FormatDate(settings.range.from), "2020-01-01");
  EXPECT_EQ(settings.range.to, base::kEndOfTime);
}

TEST_F(BacktestRequestTest, LatencyIsADelayARangeOrAFile) {
  BacktestRequest request = Basic();
  request.latency = "0";
  EXPECT_EQ(Settings(request).sim.latency.model, "fixed");
  EXPECT_EQ(Settings(request).sim.latency.fixed_ms, 0);
  request.latency = "0.25s";
  EXPECT_EQ(Settings(request).sim.latency.fixed_ms, 250);
  request.latency = "100ms-1s";
  EXPECT_EQ(Settings(request).sim.latency.model, "uniform");
  EXPECT_EQ(Settings(request).sim.latency.max_ms, 1000);
  request.latency = "./measured-delays.txt";
  EXPECT_EQ(Settings(request).sim.latency.model, "measured");
  request.latency = "500ms-100ms";
  EXPECT_NE(ErrorOf(request).find("--latency is a delay"), std::string::npos);
}

TEST_F(BacktestRequestTest, TheAccountFollowsTheOnlyQuoteCurrency) {
  BacktestRequest request = Basic();
  request.venue = "kraken";
  request.pairs = {"BTC/EUR"};
  EXPECT_EQ(Settings(request).account.currency, "EUR");
  EXPECT_EQ(Settings(request).account.balances,
            (std::map<std::string, std::string>{{"EUR", "10000"}}));
  request.balance = "500 EUR";
  EXPECT_EQ(Settings(request).account.balances,
            (std::map<std::string, std::string>{{"EUR", "500"}}));
  request = Basic();
  request.pairs = {"ETH/BTC", "BTC/USDT"};
  EXPECT_EQ(Settings(request).account.currency, "USDT");
}

}  // namespace
}  // namespace keel::cli
