// SPDX-License-Identifier: MIT
// A change of the shares moves what is held, and nothing else does.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "engine/backtest.h"

namespace keel::engine {
namespace {

constexpr base::UnixNanos kStart{1'609'459'200'000'000'000};
const core::Timeframe kDay = core::Timeframe::Of(base::Days(1));

/// Closes that go up and down in turn by `swing`.
LoadedSeries Swinging(const char* pair, double swing, int days) {
  LoadedSeries series;
  series.symbol = *core::ParseSymbol(pair);
  series.filters = {core::Price(core::Decimal::PowerOfTen(-2)),
                    core::Quantity(core::Decimal::PowerOfTen(-3)), core::Decimal::FromInt(1)};
  series.timeframe = kDay;
  series.owned = std::make_unique<std::vector<core::Bar>>();
  double price = 100;
  for (int i = 0; i < days; ++i) {
    const double close = i % 2 == 0 ? 100 * (1 + swing) : 100;
    series.owned->push_back({kStart + base::Days(i), price, std::max(price, close),
                             std::min(price, close), close, 1e6});
    price = close;
  }
  series.bars = *series.owned;
  series.record.from = kStart;
  series.record.to = kStart + base::Days(days);
  series.record.hash = HashBars(series.bars);
  return series;
}

/// Holds all from the first bar on; sells `part` of it by an order of its own on the tenth.
class Holder final : public strategy::Strategy {
 public:
  explicit Holder(double part) : part_(part) {}
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const core::InstrumentId id = event.instrument;
    market.TargetShare(id, 1, "hold");
    if (market.History(id).size() != 10 || part_ == 0) return;
    core::OrderTerms terms;
    terms.instrument = id;
    terms.side = core::Side::kSell;
    terms.quantity = core::Quantity::FromDouble(market.position(id).ToDouble() * part_,
                                                market.instrument(id).lot);
    market.Submit(terms, "own sale");
  }

 private:
  double part_;
};

strategy::StrategySpec HolderSpec() {
  strategy::StrategySpec spec;
  spec.name = "holder";
  spec.params = {{"part", 0, 0, 1, false, "that it sells on the tenth day"}};
  spec.make =
      [](const strategy::Params& params) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Holder>(params.Get("part"));
  };
  return spec;
}

/// A calm pair and one that swings three times as much, a holder on each, no costs.
BacktestSettings TwoHolders(double part_of_calm) {
  BacktestSettings settings;
  settings.pairs = {"BTC/USDT", "ETH/USDT"};
  settings.timeframe = "1d";
  settings.strategies = {{.name = "holder",
                          .params = {{"part", part_of_calm}},
                          .allocation = 0.4,
                          .pairs = {"BTC/USDT"}},
                         {.name = "holder", .allocation = 0.4, .pairs = {"ETH/USDT"}}};
  settings.risk = *risk::LimitsOf("research");
  settings.risk.order_volume_share.reset();
  settings.risk.market_slippage.reset();
  settings.sim.latency.model = "fixed";
  settings.sim.latency.fixed_ms = 0;
  settings.sim.fees.tiers = {{0, 0, 0}};
  settings.sim.impact.spread_bps = 0;
  settings.sim.impact.k = {};
  settings.sim.impact.k_default = 0;
  settings.allocation.method = "inverse_volatility";
  return settings;
}

RunRecord RunBoth(const BacktestSettings& settings, int days = 60) {
  std::vector<LoadedSeries> series;
  series.push_back(Swinging("BTC/USDT", 0.01, days));
  series.push_back(Swinging("ETH/USDT", 0.03, days));
  const std::vector<strategy::StrategySpec> specs = {HolderSpec()};
  RunHooks hooks;
  hooks.benchmark = false;
  auto run = RunOnSeries(settings, {specs}, std::move(series), hooks);
  EXPECT_TRUE(run.has_value()) << run.error().message;
  return run ? *std::move(run) : RunRecord{};
}

/// What strategy `s` holds after the fills up to `day`.
double HeldAt(const RunRecord& run, uint16_t s, int day) {
  double held = 0;
  for (const core::Fill& fill : run.fills) {
    if (fill.strategy.index != s || fill.time > kStart + base::Days(day)) continue;
    held += core::Sign(fill.side) * fill.quantity.ToDouble();
  }
  return held;
}

TEST(SleeveShares, AChangeMovesWhatIsHeldUpAndDown) {
  const RunRecord run = RunBoth(TwoHolders(0));
  std::vector<std::string_view> why;
  for (const AllocationRecord& decision : run.allocations) why.push_back(decision.why);
  // Days 7 to 28 are too early, day 35 is the first decision; after it nothing changes.
  ASSERT_EQ(why.size(), 9u);
  EXPECT_EQ(why[0], "start");
  for (size_t i = 1; i < 5; ++i) EXPECT_EQ(why[i], "too little history");
  EXPECT_EQ(why[5], "due");
  for (size_t i = 6; i < 9; ++i) EXPECT_EQ(why[i], "band");
  EXPECT_EQ(run.allocations[5].time, kStart + base::Days(35));
  const std::vector<double>& shares = run.allocations[5].shares;
  EXPECT_NEAR(shares[0], 0.6, 0.01);  // 3 to 1 of 0.8
  EXPECT_NEAR(shares[1], 0.2, 0.01);

  EXPECT_NEAR(HeldAt(run, 0, 40) / HeldAt(run, 0, 34), shares[0] / 0.4, 0.01);
  EXPECT_NEAR(HeldAt(run, 1, 40) / HeldAt(run, 1, 34), shares[1] / 0.4, 0.01);
  EXPECT_EQ(run.fills.size(), 4u) << "two entries and two moves";
  EXPECT_EQ(run.fills.back().reason, "share of the account changed");
  EXPECT_TRUE(run.attribution.residual.is_zero());
}

TEST(SleeveShares, WhatTheStrategySoldItselfIsNotBoughtBack) {
  const RunRecord run = RunBoth(TwoHolders(0.5));
  const double before = HeldAt(run, 0, 34);
  ASSERT_NEAR(before / HeldAt(run, 0, 9), 0.5, 0.01);
  // The halved position is calmer still, and grows by what its share does; not by twice that.
  EXPECT_NEAR(HeldAt(run, 0, 40) / before, run.allocations[5].shares[0] / 0.4, 0.01);
  const RunRecord gone = RunBoth(TwoHolders(1));
  EXPECT_EQ(HeldAt(gone, 0, 34), 0);
  EXPECT_EQ(HeldAt(gone, 0, 60), 0) << "a sleeve that had left came back";
}

// A pair that falls by a hundredth a day gets nothing from mean-variance. A sleeve without equity
// has no days that move; once the days looked back on are all such days, it has its configured
// share again, and its strategy, which has wanted to hold all along, holds again.
TEST(SleeveShares, ASleeveWithoutEquityComesBackWhenItHasSome) {
  BacktestSettings settings = TwoHolders(0);
  settings.allocation.method = "mean_variance";
  settings.allocation.lookback_days = 28;
  settings.allocation.least_days = 28;
  std::vector<LoadedSeries> series;
  series.push_back(Swinging("BTC/USDT", 0.01, 90));
  series.push_back(Swinging("ETH/USDT", 0, 90));
  double price = 100;
  for (size_t i = 0; i < series[1].owned->size(); ++i) {
    const double close = std::round(price * (i % 2 == 0 ? 0.97 : 1.01) * 100) / 100;
    core::Bar& bar = (*series[1].owned)[i];
    bar = {bar.open_time, price, std::max(price, close), std::min(price, close), close, 1e6};
    price = close;
  }
  RunHooks hooks;
  hooks.benchmark = false;
  const std::vector<strategy::StrategySpec> specs = {HolderSpec()};
  const auto run = RunOnSeries(settings, {specs}, std::move(series), hooks);
  ASSERT_TRUE(run.has_value()) << run.error().message;
  EXPECT_EQ(run->allocations[4].why, "due");
  EXPECT_NEAR(run->allocations[4].shares[1], 0, 1e-9);
  EXPECT_GT(HeldAt(*run, 1, 27), 0);
  EXPECT_EQ(HeldAt(*run, 1, 30), 0);
  const auto back = std::find_if(run->allocations.begin() + 5, run->allocations.end(),
                                 [](const AllocationRecord& d) { return d.shares[1] > 0; });
  ASSERT_NE(back, run->allocations.end());
  EXPECT_NEAR(back->shares[1], 0.4, 1e-9);
  EXPECT_NE(back->note.find("held nothing"), std::string::npos) << back->note;
  EXPECT_GT(HeldAt(*run, 1, static_cast<int>((back->time - kStart) / base::Days(1)) + 2), 0);
}

TEST(SleeveShares, AChangeThatCostsMoreThanItBringsIsNotMade) {
  BacktestSettings settings = TwoHolders(0);
  settings.allocation.cost_bps = 1000;
  const RunRecord run = RunBoth(settings);
  EXPECT_EQ(run.allocations[5].why, "cost");
  EXPECT_EQ(run.allocations[5].shares, run.allocations[0].shares);
  EXPECT_EQ(run.fills.size(), 2u);
}

TEST(SleeveShares, EqualIsFromTheFirstBarOn) {
  BacktestSettings settings = TwoHolders(0);
  settings.allocation.method = "equal";
  settings.strategies[0].allocation = 0.5;
  settings.strategies[1].allocation = 0.1;
  const RunRecord run = RunBoth(settings);
  EXPECT_EQ(run.allocations[0].shares, (std::vector<double>{0.3, 0.3}));
  EXPECT_EQ(run.fills.size(), 2u);
  EXPECT_NEAR(run.fills[0].quantity.ToDouble() * 101, 3000, 1);
}

TEST(SleeveShares, DailyReturnsAreProfitOverWhatWasAllotted) {
  const RunRecord run = RunBoth(TwoHolders(0), 10);
  // Bought at 101 with four tenths of 10,000; a close of 100 is a loss of a hundred-and-first.
  ASSERT_GE(run.sleeve_days.size(), 3u);
  EXPECT_EQ(run.sleeve_days[0].returns[0], 0);
  EXPECT_NEAR(run.sleeve_days[1].returns[0], -1.0 / 101, 1e-5);
  EXPECT_NEAR(run.sleeve_days[2].profit[0], 0, 1e-9);
  EXPECT_NEAR(run.sleeves[0].max_drawdown, 4000.0 / 101, 0.1);
  EXPECT_NEAR(*run.attribution.correlations[1], 1, 1e-3);
}

/// Spends one BTC on twenty ETH on the second day.
class Spender final : public strategy::Strategy {
 public:
  void OnBar(strategy::Context& market, const core::BarClosed& event) override {
    const core::InstrumentId id = event.instrument;
    if (market.History(id).size() != 2) return;
    market.Submit({.instrument = id, .quantity = core::Quantity(core::Decimal::FromInt(20))},
                  "buy");
  }
};

/// Closes that are `early` on the first three days and `late` from then on.
LoadedSeries Step(const char* pair, double early, double late) {
  LoadedSeries series = Swinging(pair, 0, 8);
  series.filters.min_notional = core::Decimal::PowerOfTen(-2);
  for (size_t i = 0; i < series.owned->size(); ++i) {
    core::Bar& bar = (*series.owned)[i];
    const double close = i < 3 ? early : late;
    const double open = i <= 3 ? early : late;
    bar = {bar.open_time, open, std::max(open, close), std::min(open, close), close, 1e6};
  }
  return series;
}

/// Buys 20 ETH on the second day; what they are paid with is the test's.
RunRecord RunSpender(const BacktestSettings& settings) {
  strategy::StrategySpec spec;
  spec.name = "spender";
  spec.make = [](const strategy::Params&) -> base::Result<std::unique_ptr<strategy::Strategy>> {
    return std::make_unique<Spender>();
  };
  std::vector<LoadedSeries> series;
  series.push_back(Step("BTC/USDT", 100, 200));
  series.push_back(Step("ETH/USDT", 5, 5));
  series.push_back(Step("ETH/BTC", 0.05, 0.05));
  RunHooks hooks;
  hooks.benchmark = false;
  const std::vector<strategy::StrategySpec> specs = {spec};
  auto run = RunOnSeries(settings, {specs}, std::move(series), hooks);
  EXPECT_TRUE(run.has_value()) << run.error().message;
  return run ? *std::move(run) : RunRecord{};
}

BacktestSettings OneSpender() {
  BacktestSettings settings = TwoHolders(0);
  settings.pairs = {"BTC/USDT", "ETH/USDT", "ETH/BTC"};
  settings.strategies = {{.name = "spender", .pairs = {"ETH/BTC"}}};
  settings.risk.market_slippage.reset();
  return settings;
}

// Nothing of the deposited BTC is left, and the account need not follow its price any more; but the
// sleeve owes it. It has twenty ETH at 5 and owes one BTC, which has gone from 100 to 200.
TEST(Attribution, ACoinThatIsOwedHasItsPriceOfToday) {
  BacktestSettings settings = OneSpender();
  settings.account.balances = {{"USDT", "1000"}, {"BTC", "1"}};
  const RunRecord run = RunSpender(settings);
  ASSERT_EQ(run.fills.size(), 1u);
  EXPECT_EQ(run.sleeves[0].profit.ToString(), "-100");
  EXPECT_EQ(run.sleeves[0].unrealised.ToString(), "-100");
  EXPECT_EQ(run.attribution.cash.ToString(), "100");
  EXPECT_TRUE(run.attribution.total.is_zero());
  EXPECT_TRUE(run.attribution.residual.is_zero());
}

// Half of the BTC is off the exchange, so that half of the ETH can be paid; what is off it rises
// from 100 to 200 a coin, and that is nobody's doing.
TEST(Attribution, WhatIsHeldOffTheExchangeIsRevaluedInTheRowOfDeposits) {
  BacktestSettings settings = OneSpender();
  settings.account.balances = {{"USDT", "1000"}, {"BTC", "0.5"}};
  settings.account.cold_storage = {{"BTC", "0.500000000007"}, {"USDT", "300"}};
  const RunRecord run = RunSpender(settings);
  ASSERT_EQ(run.fills.size(), 1u);
  EXPECT_EQ(run.fills[0].quantity.ToString(), "10");
  EXPECT_EQ(run.starting_equity.ToString(), "1400.0000000007");
  EXPECT_EQ(run.sleeves[0].profit.ToString(), "-50");
  EXPECT_EQ(run.attribution.cash.ToString(), "100.0000000007");
  EXPECT_EQ(run.attribution.total.ToString(), "50.0000000007");
  EXPECT_TRUE(run.attribution.residual.is_zero());
  EXPECT_EQ(std::count(run.assumptions.begin(), run.assumptions.end(),
                       "held off the exchange: 0.500000000007 BTC, 300 USDT: counted in equity and "
                       "exposure, never traded"),
            1);
}

TEST(SleeveShares, AnUnknownMethodIsRefused) {
  BacktestSettings settings = TwoHolders(0);
  settings.allocation.method = "hierarchy";
  std::vector<LoadedSeries> series;
  series.push_back(Swinging("BTC/USDT", 0.01, 9));
  series.push_back(Swinging("ETH/USDT", 0.03, 9));
  const std::vector<strategy::StrategySpec> specs = {HolderSpec()};
  const auto run = RunOnSeries(settings, {specs}, std::move(series), {});
  ASSERT_FALSE(run.has_value());
  EXPECT_EQ(run.error().code, base::ErrorCode::kUsage);
}

}  // namespace
}  // namespace keel::engine
